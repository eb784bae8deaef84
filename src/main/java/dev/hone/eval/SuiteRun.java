package dev.hone.eval;

import dev.hone.data.Conversation;
import dev.hone.data.Json;
import dev.hone.eval.ask.Reply;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// One benchmark, put to one model: many questions at the same time, their verdicts in order. A question that gets no answer or no verdict
/// costs nobody else's; where the first ones all get none, the others are not asked.
public final class SuiteRun {
    /// So many questions tell that nothing works.
    private static final int HOPELESS = 8;

    private final Askable suite;
    private final Respondents who;
    private final Runnable done;
    private final Semaphore asking;
    /// Judging can be work: programs are run, equations compared.
    private final Semaphore judging = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final AtomicInteger judged = new AtomicInteger(), failed = new AtomicInteger();

    /// @param parallel questions on their way at the same time
    /// @param done     is told of each answer
    public SuiteRun(Askable suite, Respondents who, int parallel, Runnable done) {
        this.suite = suite;
        this.who = who;
        this.done = done;
        this.asking = new Semaphore(parallel);
    }

    /// What became of one answer.
    /// @param row     the question, the answer, the verdict's fields
    /// @param verdict null where there is none, and the row has `failure`
    private record Outcome(ObjectNode row, Verdict verdict) {}

    /// Some of the questions in their order, the same ones for a seed; of two numbers the larger has those of the smaller too.
    public static List<Question> sample(List<Question> questions, int count, long seed) {
        if (count >= questions.size()) return questions;
        List<Integer> places = new ArrayList<>(IntStream.range(0, questions.size()).boxed().toList());
        Collections.shuffle(places, new Random(seed));
        return places.stream().limit(count).sorted().map(questions::get).toList();
    }

    /// @throws UserError when nothing works
    public SuiteResults of(List<Question> questions) throws InterruptedException {
        long start = System.nanoTime();
        List<Callable<Outcome>> tasks = new ArrayList<>();
        for (Question question : questions) for (int draw = 0; draw < suite.answers(); draw++) {
            int number = draw;
            tasks.add(() -> outcome(question, number));
        }
        List<Outcome> outcomes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome> outcome : threads.invokeAll(tasks)) outcomes.add(outcome.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        return new SuiteResults(suite, outcomes.stream().map(Outcome::row).toList(), outcomes.stream().map(Outcome::verdict).filter(verdict -> verdict != null).toList(),
                (System.nanoTime() - start) / 1e9);
    }

    private Outcome outcome(Question question, int draw) throws InterruptedException {
        var model = new Noted(who.model(), draw);
        asking.acquire();
        try {
            if (judged.get() == 0 && failed.get() >= HOPELESS) return failure(question, draw, model, "not asked, as the first questions all failed");
            Item answered = suite.asked(question, new Respondents(model, who.judge()));
            Verdict verdict = verdict(answered);
            judged.incrementAndGet();
            return new Outcome(model.note(row(question, draw, answered)).setAll(verdict.row()), verdict);
        } catch (UserError e) {
            failed.incrementAndGet();
            return failure(question, draw, model, e.getMessage());
        } finally {
            asking.release();
            done.run();
        }
    }

    private Verdict verdict(Item answered) throws InterruptedException {
        judging.acquire();
        try {
            return suite.grade(answered);
        } finally {
            judging.release();
        }
    }

    private Outcome failure(Question question, int draw, Noted model, String why) {
        return new Outcome(model.note(row(question, draw, question.row())).putNull("score").put(SuiteResults.FAILURE, why), null);
    }

    /// The id comes first, in place of what the data may have by that name.
    private ObjectNode row(Question question, int draw, Item answered) {
        ObjectNode ids = Json.MAPPER.createObjectNode();
        if (suite.answers() == 1) ids.put("id", question.id());
        else ids.put("id", question.id() + "#" + draw).put(SuiteResults.ANSWER_TO, question.id());
        return ids.deepCopy().setAll(answered.fields()).setAll(ids);
    }

    /// A respondent of whom it is noted what was said last, for one question.
    private static final class Noted implements Respondent {
        private final Respondent model;
        private final int draw;
        private Conversation conversation;
        private Reply last;
        private double seconds;
        private int tokens;

        private Noted(Respondent model, int draw) {
            this.model = model;
            this.draw = draw;
        }

        @Override public String name() {
            return model.name();
        }

        @Override public boolean hasRoomFor(Conversation conversation, Sampling sampling) {
            return model.hasRoomFor(conversation, sampling);
        }

        @Override public Reply reply(Conversation conversation, Sampling sampling) throws InterruptedException {
            this.conversation = conversation;
            last = model.reply(conversation, sampling.drawn(draw));
            seconds += last.seconds();
            tokens += last.tokens();
            return last;
        }

        @Override public double[] logProbs(String context, List<String> continuations) throws InterruptedException {
            long start = System.nanoTime();
            double[] found = model.logProbs(context, continuations);
            seconds += (System.nanoTime() - start) / 1e9;
            return found;
        }

        private ObjectNode note(ObjectNode row) {
            if (conversation != null) row.set("messages", conversation.messages());
            if (last != null) row.put("completion", last.text()).put("finished", last.finished()).put("tokens", tokens);
            return row.put("seconds", Math.round(seconds * 1000) / 1000.0);
        }
    }
}
