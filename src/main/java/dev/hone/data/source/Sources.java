package dev.hone.data.source;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The kinds of files that rows are read from, by the ending of their names.
public final class Sources {
    /// Opens a file.
    @FunctionalInterface
    private interface Opener {
        /// @param name how messages call the file
        RowReader open(Path file, String name) throws IOException;
    }

    private static final Map<String, Opener> BY_ENDING = new TreeMap<>(Map.of(
            "csv", (file, name) -> CsvReader.open(Files.newInputStream(file), name),
            "json", JsonFile::open,
            "jsonl", (file, name) -> JsonLinesReader.open(Files.newInputStream(file), name),
            "parquet", ParquetReader::open,
            "txt", TextFile::open));

    private Sources() {}

    /// The endings, without a dot.
    public static Set<String> endings() {
        return BY_ENDING.keySet();
    }

    /// Whether a file of this name holds rows that can be read.
    public static boolean isKnown(String fileName) {
        return BY_ENDING.containsKey(ending(fileName));
    }

    /// The ending of a file's name, in small letters and without the dot: `jsonl`.
    public static String ending(String fileName) {
        return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// @param name how rows and messages call the file
    public static RowReader open(Path file, String name) {
        Opener opener = BY_ENDING.get(ending(file.getFileName().toString()));
        if (opener == null) throw new UserError(name + ": its ending says no kind of rows; the kinds are ." + String.join(", .", endings()));
        try {
            return opener.open(file, name);
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }
}
