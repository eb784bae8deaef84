package dev.hone.curate.step;

import dev.hone.curate.pipeline.Pipeline;
import dev.hone.curate.pipeline.Step;
import dev.hone.data.Json;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.Nearest;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingSpec;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue of steps.
public final class Steps {
    /// By letter.
    private static final List<Entry<?>> ALL = List.of(
            new Entry<>("balance", Balance.class),
            new Entry<>("best_of", BestOf.class),
            new Entry<>("c4_quality", C4Quality.class),
            new Entry<>("chat_quality", ChatQuality.class),
            new Entry<>("code_parses", CodeParses.class),
            new Entry<>("convert", Convert.class),
            new Entry<>("decontaminate", Decontaminate.class),
            new Entry<>("difficulty", Difficulty.class),
            new Entry<>("distil", Distil.class),
            new Entry<>("diverse", Diverse.class),
            new Entry<>("exact_duplicates", ExactDuplicates.class),
            new Entry<>("fineweb_quality", FineWebQuality.class),
            new Entry<>("gopher_quality", GopherQuality.class),
            new Entry<>("gopher_repetition", GopherRepetition.class),
            new Entry<>("language", Language.class),
            new Entry<>("length", Length.class),
            new Entry<>("near_duplicates", NearDuplicates.class),
            new Entry<>("on_policy_pairs", OnPolicyPairs.class),
            new Entry<>("pii", Pii.class),
            new Entry<>("prompts", Prompts.class),
            new Entry<>("rejection", Rejection.class),
            new Entry<>("reward", RewardThreshold.class),
            new Entry<>("sample", Sample.class),
            new Entry<>("self_correct", SelfCorrect.class),
            new Entry<>("split", Split.class));

    private Steps() {}

    /// @param settings a record with a constant `DEFAULTS`, or one whose settings are all none where they are not given
    private record Entry<S extends Record & Step>(String name, Class<S> settings) {
        Pipeline.Named make(String where, ObjectNode values) {
            List<GivenSetting> given = new ArrayList<>();
            values.properties().forEach(value -> given.add(new GivenSetting(value.getKey(), value.getValue(), where)));
            S step = new SettingsReader("the step " + name, List.of(settings)).read(RunFile.NONE, given).of(settings);
            try {
                step.check();
            } catch (UserError e) {
                throw new UserError(where + ": " + e.getMessage(), e);
            }
            return new Pipeline.Named(name, step);
        }
    }

    /// The names of all steps, by letter.
    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /// The settings of a step, for help.
    public static List<SettingSpec> settings(String name) {
        return SettingSpec.of(entry(name, "").settings());
    }

    /// The steps that a run file lists: names, or names with their settings.
    /// @throws UserError when there is none of a name, or its settings are wrong
    public static List<Pipeline.Named> of(List<JsonNode> written) {
        List<Pipeline.Named> steps = new ArrayList<>();
        for (JsonNode step : written) steps.add(of(step, "step " + (steps.size() + 1)));
        return steps;
    }

    private static Pipeline.Named of(JsonNode written, String where) {
        boolean named = written.isString();
        if (!named && !(written.isObject() && written.size() == 1)) throw new UserError(where + " is " + Json.shortened(written)
                + "; expected a name, or a name with its settings such as {near_duplicates: {threshold: 0.8}}");
        String name = named ? written.stringValue() : written.propertyNames().iterator().next();
        JsonNode settings = named ? Json.MAPPER.createObjectNode() : written.get(name);
        if (settings.isNull()) settings = Json.MAPPER.createObjectNode();
        if (!(settings instanceof ObjectNode values)) throw new UserError(where + ": " + name + " is " + Json.shortened(settings) + "; expected its settings by name"
                + settings(name).stream().map(SettingSpec::name).collect(Collectors.joining(", ", ": ", "")));
        return entry(name, where + ": ").make(where + ": " + name, values);
    }

    private static Entry<?> entry(String name, String where) {
        return ALL.stream().filter(known -> known.name().equals(name)).findFirst().orElseThrow(() -> new UserError(
                where + "there is no step \"" + name + "\"; the steps are " + String.join(", ", names()) + Nearest.hint(name, names())));
    }
}
