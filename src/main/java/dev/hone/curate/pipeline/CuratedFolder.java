package dev.hone.curate.pipeline;

import dev.hone.checkpoint.FolderDraft;
import dev.hone.curate.pipeline.CurateSettings.Format;
import dev.hone.data.Json;
import dev.hone.data.parquet.ParquetFile;
import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A data set's folder in the hub's layout, which training takes as it is: `data/train.jsonl` or `data/train.parquet` and the like, a card in `README.md`,
/// and what became of each row in `ledger.jsonl`. It appears whole or not at all.
public final class CuratedFolder implements AutoCloseable {
    public static final String CARD = "README.md", LEDGER = "ledger.jsonl";
    private static final String DATA = "data", SCRATCH = ".scratch";

    private final FolderDraft draft;
    private final Map<String, Writer> splits = new TreeMap<>();
    private final Writer ledger;

    private CuratedFolder(FolderDraft draft) {
        this.draft = draft;
        this.ledger = open(draft.folder().resolve(LEDGER));
    }

    /// @param overwrite replace a folder that curation has made
    public static CuratedFolder in(Path target, boolean overwrite) {
        FolderDraft draft = FolderDraft.of(target, overwrite, CuratedFolder::requireCurated);
        try {
            Files.createDirectories(draft.folder().resolve(DATA));
            Files.createDirectories(draft.folder().resolve(SCRATCH));
            return new CuratedFolder(draft);
        } catch (IOException e) {
            draft.close();
            throw AtomicFile.failed(target, e);
        }
    }

    private static void requireCurated(Path target) {
        if (!Files.exists(target.resolve(LEDGER)) || !Files.exists(target.resolve(CARD))) throw new UserError(target + ": is not a folder that hone curate has made (it has no "
                + LEDGER + "), so --overwrite does not replace it; delete it yourself or name another folder");
    }

    /// For what is laid aside while the run goes on.
    public Path scratch() {
        return draft.folder().resolve(SCRATCH);
    }

    /// Takes a line of what became of a row.
    public void account(String line) {
        write(ledger, LEDGER, line);
    }

    private static Writer open(Path file) {
        try {
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw AtomicFile.failed(file, e);
        }
    }

    /// Takes a row of a part of the output.
    public void write(String split, String row) {
        write(splits.computeIfAbsent(split, name -> open(draft.folder().resolve(file(name)))), file(split), row);
    }

    private void write(Writer out, String name, String line) {
        try {
            out.append(line).append('\n');
        } catch (IOException e) {
            throw AtomicFile.failed(draft.folder().resolve(name), e);
        }
    }

    /// The place of a part's rows in the folder, as they are collected.
    private static String file(String split) {
        return DATA + "/" + split + ".jsonl";
    }

    /// Puts the folder in its place, with a file for each of these texts by name.
    public void publish(Format format, Map<String, String> texts) {
        splits.computeIfAbsent(Candidate.TRAIN, name -> open(draft.folder().resolve(file(name))));
        finish();
        if (format == Format.PARQUET) splits.keySet().forEach(this::toParquet);
        texts.forEach((name, text) -> AtomicFile.writeText(draft.folder().resolve(name), text));
        draft.publish();
    }

    /// A column's type is known when all rows are.
    private void toParquet(String split) {
        Path lines = draft.folder().resolve(file(split)), columns = draft.folder().resolve(file(split).replace(".jsonl", ".parquet"));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(columns))) {
            ParquetFile.write(out, () -> Files.lines(lines).map(Json.MAPPER::readTree));
            out.close();
            Files.delete(lines);
        } catch (IOException e) {
            throw AtomicFile.failed(columns, e);
        }
    }

    private void finish() {
        try {
            ledger.close();
            for (Writer split : splits.values()) split.close();
            for (Path file : Files.list(scratch()).toList()) Files.delete(file);
            Files.delete(scratch());
        } catch (IOException e) {
            throw AtomicFile.failed(draft.folder(), e);
        }
    }

    /// Deletes what was not published.
    @Override public void close() {
        List<Writer> open = new ArrayList<>(splits.values());
        open.add(ledger);
        for (Writer file : open) try {
            file.close();
        } catch (IOException _) {
            // it is deleted
        }
        draft.close();
    }
}
