package dev.hone.curate.step;

import dev.hone.curate.OwnAnswer;
import dev.hone.curate.Template;
import dev.hone.curate.ask.Teacher;
import dev.hone.curate.ask.TeacherSettings;
import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Candidates;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Question;
import dev.hone.curate.pipeline.StepRun;
import dev.hone.generate.Flight;
import dev.hone.generate.Flight.Landed;
import dev.hone.settings.UserError;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// Lets a teacher answer what rows ask, many at a time, and makes rows of what it says, in the order of the rows that asked.
final class Answering {
    private Answering() {}

    /// A question with the whole answers to it.
    /// @param answers those that the teacher ended itself, at least one
    record Answered(Candidate row, Question question, List<OwnAnswer> answers) {}

    /// What is made of answers.
    sealed interface Made {
        /// @param rule what was done, in words that stay the same for all rows
        /// @param rows in place of the one that asked, at least one
        record Rows(String rule, List<Candidate> rows) implements Made {}

        /// Nothing: the row that asked is dropped.
        record Nothing(Decision.Drop why) implements Made {}

        static Made nothing(String rule) {
            return new Nothing(new Decision.Drop(rule, ""));
        }

        static Made answers(List<Candidate> rows) {
            return new Rows("answered", rows);
        }

        static Made answer(Candidate row) {
            return answers(List.of(row));
        }
    }

    @FunctionalInterface
    interface Maker {
        Made of(Answered answered);
    }

    private record Asked(Candidate row, Question question) {}

    /// Asks what the rows ask.
    /// @param samples answers to each question
    static Candidates over(Candidates rows, StepRun run, TeacherSettings settings, int samples, Maker maker) {
        return over(rows, run, settings, samples, Question::of, maker);
    }

    /// @param asking  what is asked about a row
    /// @param samples answers to each question
    static Candidates over(Candidates rows, StepRun run, TeacherSettings settings, int samples, Function<Candidate, Question> asking, Maker maker) {
        Teacher teacher = settings.open(run.shop(), samples);
        Flight<Asked, List<OwnAnswer>> flight = new Flight<>(teacher.atOnce());
        Queue<Candidate> ready = new ArrayDeque<>();
        return () -> {
            while (ready.isEmpty()) {
                for (Candidate row; !flight.isFull() && (row = rows.next()) != null; ) ask(row, asking, teacher, flight);
                if (flight.isEmpty()) return null;
                settle(flight.take(), run, maker, ready);
            }
            return ready.remove();
        };
    }

    /// A text written beforehand, for a row.
    /// @param columns those of the row, and what else the text may name
    static String filled(Template template, Candidate row, ObjectNode columns) {
        try {
            return template.filledFrom(columns);
        } catch (UserError e) {
            throw new UserError(row.where() + ": " + e.getMessage(), e);
        }
    }

    private static void ask(Candidate row, Function<Candidate, Question> asking, Teacher teacher, Flight<Asked, List<OwnAnswer>> flight) {
        Question question = asking.apply(row);
        try {
            flight.add(new Asked(row, question), teacher.ask(question));
        } catch (UserError e) {
            throw new UserError(row.where() + ": " + e.getMessage(), e);
        }
    }

    /// An answer that its length cut is no whole one: to learn from it is to learn to stop in the middle.
    private static void settle(Landed<Asked, List<OwnAnswer>> landed, StepRun run, Maker maker, Queue<Candidate> ready) {
        Candidate row = landed.about().row();
        List<OwnAnswer> whole = landed.result().stream().filter(OwnAnswer::finished).toList();
        switch (landed.result().isEmpty() ? Made.nothing("no answer has a text") : whole.isEmpty() ? Made.nothing("its length cut every answer")
                : maker.of(new Answered(row, landed.about().question(), whole))) {
            case Made.Nothing(Decision.Drop why) -> run.settled(row, why);
            case Made.Rows(String rule, List<Candidate> made) -> {
                ready.add(run.settled(row, new Decision.Change(made.getFirst(), rule)));
                made.stream().skip(1).map(run::made).forEach(ready::add);
            }
        }
    }
}
