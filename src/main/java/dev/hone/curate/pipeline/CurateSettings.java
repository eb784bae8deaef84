package dev.hone.curate.pipeline;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What is done to the rows of the sources, and where they go.
@Help("Steps and output")
public record CurateSettings(
        @Help("what is done to the rows, in order: a list of names, or of names with settings such as {near_duplicates: {threshold: 0.8}}") List<JsonNode> steps,
        @Help("the folder for the data set; it appears whole or not at all") String outputDir,
        @Help("how rows are written") Format outputFormat,
        @Help("what everything is drawn from") long seed,
        @Help("the folder where answers of models are kept, so that nothing is asked twice; none: .answers beside output_dir") String answersDir,
        @Help("the licences of the sources, for the card: {rows.jsonl: apache-2.0}") Map<String, String> licenses) {
    public static final CurateSettings DEFAULTS = new CurateSettings(List.of(), null, Format.JSONL, 1, null, Map.of());

    /// How rows are written: one JSON object a line, or in columns.
    public enum Format { JSONL, PARQUET }

    public CurateSettings {
        steps = List.copyOf(steps);
        licenses = Collections.unmodifiableMap(new TreeMap<>(licenses));
        if (outputDir != null && outputDir.isBlank()) throw new UserError("output_dir is empty; expected a folder that is not there yet");
    }
}
