package dev.hone.reward;

import dev.hone.reward.code.CodeBlock;
import dev.hone.reward.code.Examiner;
import dev.hone.reward.code.TestCase;
import dev.hone.reward.code.TestCases;
import dev.hone.reward.code.Verdict;
import dev.hone.reward.sandbox.Language;
import dev.hone.reward.sandbox.Limits;
import dev.hone.reward.sandbox.Sandbox;
import dev.hone.reward.sandbox.Sandboxes;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs the program in an answer against the row's tests, contained: 1 when all pass, else 0; or the part that passed.
/// An answer without a program is worth 0; a row without tests cannot be judged.
final class CodeReward implements Reward {
    /// How much longer than it computes a program may take, for the machine is busy.
    private static final int PATIENCE = 3;

    enum Credit { ALL, FRACTION }

    record Arguments(
            @Help("what the programs are written in") Language language,
            @Help("the column with the tests") String testsColumn,
            @Help("the column with the function that tests call, where the tests do not name it") String functionColumn,
            @Help("all: every test must pass; fraction: the part of the tests that passed") Credit credit,
            @Help("seconds that a program may compute in one test") double timeLimit,
            @Help("MiB of memory that a program may have; for Java the heap") int memory,
            @Help("programs that run at the same time; 0: as many as there are processors") int parallel,
            @Help("where programs cannot be contained, run them with your own rights") boolean unsafeCode) {
        static final Arguments DEFAULTS = new Arguments(Language.PYTHON, "tests", "fn_name", Credit.ALL, 6.0, 512, 0, false);

        Arguments {
            if (!(timeLimit > 0) || Double.isInfinite(timeLimit)) throw new UserError("time_limit is " + timeLimit + "; expected seconds, above 0");
            if (memory < 32) throw new UserError("memory is " + memory + "; expected at least 32 MiB");
            if (parallel < 0) throw new UserError("parallel is " + parallel + "; expected 0 or more");
        }
    }

    private final Arguments arguments;
    private final Examiner examiner;

    CodeReward(Arguments arguments, Sandbox sandbox) {
        Duration time = Duration.ofNanos((long) (arguments.timeLimit * 1e9));
        this.arguments = arguments;
        this.examiner = new Examiner(sandbox, Limits.DEFAULTS.withTime(time.multipliedBy(PATIENCE), time).withMemory((long) arguments.memory << 20));
    }

    /// @throws UserError when programs cannot be contained here and the user did not allow to run them uncontained
    static Reward of(Arguments arguments) {
        return new CodeReward(arguments, arguments.unsafeCode ? Sandboxes.bestOrUncontained() : Sandboxes.best());
    }

    @Override
    public double[] score(List<RewardRequest> answers) throws Exception {
        int parallel = arguments.parallel > 0 ? arguments.parallel : Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(parallel, Thread.ofVirtual().factory())) {
            try {
                List<Future<Double>> scores = new ArrayList<>();
                for (RewardRequest answer : answers) scores.add(pool.submit(() -> score(answer)));
                double[] values = new double[answers.size()];
                for (int i = 0; i < values.length; i++) values[i] = scores.get(i).get();
                return values;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private double score(RewardRequest answer) throws IOException, InterruptedException {
        List<TestCase> tests = TestCases.of(answer.column(arguments.testsColumn), answer.columns().path(arguments.functionColumn).asString(null));
        if (tests.isEmpty()) return Double.NaN;
        String code = CodeBlock.last(answer.answer());
        if (code.isBlank()) return 0;
        List<Verdict> verdicts = examiner.examine(code, arguments.language, tests, arguments.credit == Credit.FRACTION);
        double passed = verdicts.stream().filter(verdict -> verdict == Verdict.PASSED).count();
        return arguments.credit == Credit.FRACTION ? passed / tests.size() : passed == tests.size() ? 1 : 0;
    }
}
