package dev.hone.eval;

import dev.hone.data.Json;
import dev.hone.eval.SuiteResults.Answer;
import dev.hone.eval.ask.Noted;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Usage;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// One benchmark, put to one model: many questions at the same time, their verdicts in order. A question that gets no answer or no verdict
/// costs nobody else's; where the first ones all get none, the others are not asked.
public final class SuiteRun {
    /// So many questions tell that nothing works.
    private static final int HOPELESS = 8;
    private static final String MODEL = "model", JUDGE = "judge", SECOND_JUDGE = "second_judge", USER = "user";

    private final Askable suite;
    private final Respondents who;
    private final int trials;
    private final Runnable done;
    private final Semaphore asking;
    /// Judging can be work: programs are run, equations compared.
    private final Semaphore judging = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final AtomicInteger judged = new AtomicInteger(), failed = new AtomicInteger();
    private final Map<String, Usage> usage = new LinkedHashMap<>();

    /// @param trials   answers to each question, such as [Askable#answers]
    /// @param parallel questions on their way at the same time
    /// @param done     is told of each answer
    public SuiteRun(Askable suite, Respondents who, int trials, int parallel, Runnable done) {
        this.suite = suite;
        this.who = who;
        this.trials = trials;
        this.done = done;
        this.asking = new Semaphore(parallel);
    }

    /// @throws UserError when nothing works
    public SuiteResults of(SuiteQuestions questions) throws InterruptedException {
        long start = System.nanoTime();
        List<Callable<Answer>> tasks = new ArrayList<>();
        for (Question question : questions.asked()) for (int draw = 0; draw < trials; draw++) {
            int number = draw;
            tasks.add(() -> new Trial(question, number).answer());
        }
        List<Answer> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : threads.invokeAll(tasks)) answers.add(answer.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        return new SuiteResults(suite, answers, questions.more(), usage, (System.nanoTime() - start) / 1e9);
    }

    /// One answer to one question.
    private final class Trial {
        private final Question question;
        private final int draw;
        private final Map<String, Noted> parts = new LinkedHashMap<>();

        Trial(Question question, int draw) {
            this.question = question;
            this.draw = draw;
            note(MODEL, Optional.of(who.model()));
            note(JUDGE, who.judge());
            note(SECOND_JUDGE, who.secondJudge());
            note(USER, who.user());
        }

        private void note(String part, Optional<Respondent> asked) {
            asked.ifPresent(one -> parts.put(part, new Noted(one, draw)));
        }

        private Optional<Respondent> part(String part) {
            return Optional.ofNullable(parts.get(part));
        }

        Answer answer() throws InterruptedException {
            asking.acquire();
            try {
                if (judged.get() == 0 && failed.get() >= HOPELESS) return failure("not asked, as the first questions all failed");
                Item answered = suite.asked(question, new Respondents(parts.get(MODEL), part(JUDGE), Optional.empty(), part(USER)));
                Verdict verdict = verdict(answered), second = parts.containsKey(SECOND_JUDGE) ? secondVerdict() : null;
                judged.incrementAndGet();
                ObjectNode row = noted(answered).setAll(verdict.row());
                if (second != null) row.set("second_judge", second.row());
                return new Answer(question.id(), row, verdict, second);
            } catch (UserError e) {
                failed.incrementAndGet();
                return failure(e.getMessage());
            } finally {
                asking.release();
                count();
                done.run();
            }
        }

        /// The second judge's of the same answer: everybody else says again what they said.
        private Verdict secondVerdict() throws InterruptedException {
            return verdict(suite.asked(question, new Respondents(parts.get(MODEL).again(), part(SECOND_JUDGE), Optional.empty(), Optional.ofNullable(parts.get(USER)).map(Noted::again))));
        }

        private Verdict verdict(Item answered) throws InterruptedException {
            judging.acquire();
            try {
                return suite.grade(answered);
            } finally {
                judging.release();
            }
        }

        private Answer failure(String why) {
            return new Answer(question.id(), noted(question.row()).putNull("score").put(SuiteResults.FAILURE, why), null, null);
        }

        /// The id comes first, in place of what the data may have by that name.
        private ObjectNode noted(Item answered) {
            ObjectNode ids = Json.MAPPER.createObjectNode();
            if (trials == 1) ids.put("id", question.id());
            else ids.put("id", question.id() + "#" + draw).put(SuiteResults.ANSWER_TO, question.id());
            ObjectNode row = ids.deepCopy().setAll(answered.fields()).setAll(ids);
            Noted model = parts.get(MODEL);
            // a conversation that a benchmark judges has a form of its own
            if (model.conversation() != null && !row.has("messages")) row.set("messages", model.conversation().messages());
            model.last().ifPresent(last -> row.put("completion", last.text()).put("finished", last.finished()).put("tokens", model.usage().completionTokens()));
            return row.put("seconds", Math.round(model.seconds() * 1000) / 1000.0);
        }

        private void count() {
            synchronized (usage) {
                parts.forEach((part, noted) -> {
                    if (noted.last().isPresent()) usage.merge(part, noted.usage(), Usage::plus);
                });
            }
        }
    }
}
