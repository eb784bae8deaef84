package dev.hone.eval;

import dev.hone.data.Row;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.source.RowReader;
import dev.hone.data.source.Sources;
import dev.hone.hub.Hub;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The rows of benchmarks: where the user has them, or else on the hub.
/// @param given a file with the rows of one benchmark; a folder that has a file or a folder by each one's name; or the folder of one. Null for the hub
/// @param alone whether there is one benchmark, so that the whole folder may be its own
public record SuiteData(Path given, boolean alone, Hub hub) {
    public SuiteData {
        if (given != null && !Files.exists(given)) throw new UserError(given + ": no such file or folder; expected the rows of the benchmarks");
        if (given != null && !Files.isDirectory(given) && !alone) throw new UserError(given + ": is one file, and several benchmarks are to be asked; expected a folder with a file or a folder for each");
    }

    /// The questions of a benchmark.
    /// @param remark is told what is missing beside them
    public SuiteQuestions questions(Askable suite, Consumer<String> remark) {
        List<Item> own = given != null && place(suite).filter(Files::isRegularFile).isPresent() ? List.of() : suite.ownRows();
        List<Item> rows = own.isEmpty() ? rows(suite, suite.data()) : own;
        if (rows.isEmpty()) throw new UserError(suite.name() + ": there are no rows in " + (given == null ? suite.data() : given));
        List<Item> more = suite.more().map(source -> more(suite, source, remark)).orElse(List.of());
        List<Question> questions = suite.questions(rows, more);
        return new SuiteQuestions(questions, questions.size(), more);
    }

    private List<Item> rows(Askable suite, DataSource source) {
        try {
            return read(suite, source);
        } catch (UserError e) {
            throw new UserError(suite.name() + ": " + e.getMessage() + ". Its rows are " + source + "; a copy can be named with --data: a file, or a folder with "
                    + suite.name() + " in it", e);
        }
    }

    /// A benchmark can be asked without them, if with less of a result: where the user's own rows lack them, and not where the hub fails.
    private List<Item> more(Askable suite, DataSource source, Consumer<String> remark) {
        if (given == null) return source.hubId() == null ? List.of() : rows(suite, source);
        if (place(suite).filter(Files::isRegularFile).isPresent()) {
            remark.accept(suite.name() + ": asked without " + source + ", as one file has the questions alone");
            return List.of();
        }
        try {
            return read(suite, source);
        } catch (UserError e) {
            remark.accept(suite.name() + ": asked without " + source + " (" + e.getMessage() + ")");
            return List.of();
        }
    }

    private List<Item> read(Askable suite, DataSource source) {
        if (given == null) return read(hub.dataset(source.hubId()), source.hubId(), source.config(), source);
        Path place = place(suite).orElseThrow(() -> new UserError(given + " has neither a folder nor a file by the name " + suite.name()));
        boolean hasConfigs = source.config() != null && (Files.isDirectory(place.resolve(source.config())) || Files.exists(place.resolve("README.md")));
        return read(place, place.toString(), hasConfigs ? source.config() : null, source);
    }

    private Optional<Path> place(Askable suite) {
        if (!Files.isDirectory(given)) return Optional.of(given);
        List<String> names = List.of(suite.name(), suite.name().replace('-', '_'));
        Stream<String> files = names.stream().flatMap(name -> Sources.endings().stream().map(ending -> name + "." + ending));
        Optional<Path> named = Stream.concat(names.stream(), files).map(given::resolve).filter(Files::exists).findFirst();
        return named.isPresent() || !alone ? named : Optional.of(given);
    }

    private static List<Item> read(Path place, String name, String config, DataSource source) {
        if (Files.isRegularFile(place)) return items(Sources.open(place, name));
        Optional<Path> file = source.file() == null ? Optional.empty() : find(place, source.file());
        if (file.isPresent()) return items(Sources.open(file.get(), name + "/" + source.file()));
        if (source.split() == null) throw new UserError(place + ": has no " + source.file());
        return items(Dataset.rows(place, name, config, source.split()));
    }

    /// Of several the one that lies highest: a folder of answers may have a file by the name of the questions'.
    private static Optional<Path> find(Path folder, String file) {
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(path -> path.endsWith(file)).min(Comparator.comparingInt(Path::getNameCount));
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be read (" + e + ")", e);
        }
    }

    private static List<Item> items(RowReader rows) {
        try (rows) {
            List<Item> items = new ArrayList<>();
            for (Row row; (row = rows.next()) != null; ) items.add(new Item(row.fields(), row.where()));
            return items;
        }
    }
}
