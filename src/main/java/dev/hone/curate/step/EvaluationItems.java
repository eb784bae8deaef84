package dev.hone.curate.step;

import dev.hone.curate.pipeline.Texts;
import dev.hone.data.BadRow;
import dev.hone.data.Row;
import dev.hone.data.source.RowReader;
import dev.hone.data.source.Sources;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What the items of an evaluation ask.
final class EvaluationItems {
    private EvaluationItems() {}

    /// @param place   a file, or a folder with several
    /// @param name    as the user wrote it
    /// @param columns that say what an item asks: of an item the first that it has
    /// @param work    is handed each item's place and text
    static void forEach(Path place, String name, List<String> columns, BiConsumer<String, String> work) {
        for (Path file : files(place, name)) {
            String shown = file.equals(place) ? name : name + "/" + place.relativize(file);
            try (RowReader rows = Sources.open(file, shown)) {
                for (Row row; (row = rows.next()) != null; ) work.accept(row.where(), text(row, columns));
            } catch (BadRow bad) {
                throw new UserError(bad.getMessage(), bad);
            }
        }
    }

    private static List<Path> files(Path place, String name) {
        try (Stream<Path> all = Files.walk(place)) {
            List<Path> files = all.filter(Files::isRegularFile).filter(file -> file.equals(place) || Sources.isKnown(file.getFileName().toString())).sorted().toList();
            if (files.isEmpty()) throw new UserError(name + ": has no file of rows; the kinds are ." + String.join(", .", Sources.endings()));
            return files;
        } catch (IOException e) {
            throw new UserError(name + ": cannot be read (" + e + ")", e);
        }
    }

    private static String text(Row row, List<String> columns) {
        String column = columns.stream().filter(row.fields()::hasNonNull).findFirst().orElseThrow(() -> new UserError(row.where()
                + ": says in none of the columns " + String.join(", ", columns) + " what is asked; it has " + String.join(", ", row.fields().propertyNames())
                + ", and decontaminate's columns names others"));
        JsonNode value = row.fields().get(column);
        if (!value.isArray()) return value.asString("");
        return String.join("\n", value.valueStream().filter(EvaluationItems::isAsked).map(EvaluationItems::said).toList());
    }

    private static boolean isAsked(JsonNode part) {
        String role = part.path("role").asString(part.path("from").asString("user"));
        return role.equals("user") || role.equals("human");
    }

    private static String said(JsonNode part) {
        return part.isObject() ? Texts.content(part.has("value") ? part.get("value") : part.path("content")) : part.asString("");
    }
}
