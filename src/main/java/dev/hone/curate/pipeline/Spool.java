package dev.hone.curate.pipeline;

import dev.hone.data.Example;
import dev.hone.data.Json;
import dev.hone.data.Row;
import dev.hone.data.format.ExampleColumns;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;
import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Rows that wait in a file for a decision which needs all of them, so that only what decides stays in memory.
public final class Spool {
    private static final String WHERE = "where", SPLIT = "split", EXAMPLE = "example", COLUMNS = "columns";
    private static final Set<Goal> ANY = EnumSet.allOf(Goal.class);

    private final Path file;
    private final BufferedWriter out;
    private int size;

    private Spool(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    static Spool in(Path file) {
        try {
            return new Spool(file, Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw AtomicFile.failed(file, e);
        }
    }

    /// Rows for which everything before them has to be known: when the first is asked for, the work is done.
    public static Candidates once(Supplier<Candidates> work) {
        return new Candidates() {
            private Candidates rows;

            @Override public Candidate next() {
                if (rows == null) rows = work.get();
                return rows.next();
            }
        };
    }

    public int size() {
        return size;
    }

    void add(Candidate row) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put(WHERE, row.where()).put(SPLIT, row.split());
        line.set(EXAMPLE, ExampleColumns.of(row.example()));
        line.set(COLUMNS, row.columns());
        try {
            out.write(line.toString());
            out.write('\n');
        } catch (IOException e) {
            throw AtomicFile.failed(file, e);
        }
        size++;
    }

    /// Takes the rows up again, once.
    /// @param decide says what becomes of a row, by its place from 0
    public Candidates decided(StepRun run, IntFunction<Decision> decide) {
        Candidates all = again();
        int[] place = {0};
        return () -> {
            for (Candidate row; (row = all.next()) != null; ) {
                Candidate stays = run.settled(row, decide.apply(place[0]++));
                if (stays != null) return stays;
            }
            return null;
        };
    }

    /// Takes all rows up again, once, some of them sent to a part of the output.
    /// @param chosen says which, by their place from 0
    public Candidates sent(String split, IntPredicate chosen) {
        Candidates all = again();
        int[] place = {0};
        return () -> {
            Candidate row = all.next();
            return row == null || !chosen.test(place[0]++) ? row : row.in(split);
        };
    }

    private Candidates again() {
        BufferedReader lines = begin();
        int[] left = {size};
        return () -> {
            if (left[0] == 0) return null;
            try {
                Candidate row = row(lines.readLine());
                if (--left[0] == 0) lines.close();
                return row;
            } catch (IOException e) {
                throw new UserError(file + ": cannot be read (" + e + ")", e);
            }
        };
    }

    private BufferedReader begin() {
        try {
            out.close();
            return Files.newBufferedReader(file);
        } catch (IOException e) {
            throw AtomicFile.failed(file, e);
        }
    }

    private static Candidate row(String line) {
        JsonNode json = Json.MAPPER.readTree(line);
        Row row = new Row((ObjectNode) json.get(EXAMPLE), json.get(WHERE).stringValue(), 0);
        Example example = Formats.of(row, ANY).read(row);
        return new Candidate(row.file(), example, (ObjectNode) json.get(COLUMNS), json.get(SPLIT).stringValue());
    }
}
