package dev.hone.algorithm.dpo;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.batch.LabelNumbers;
import dev.hone.batch.MicroBatches;
import dev.hone.batch.TokenBatch;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.Request;
import dev.hone.generate.Result;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.TextStream;
import dev.hone.hub.AtomicFile;
import dev.hone.hub.Sha256;
import dev.hone.model.CausalLm;
import dev.hone.model.Predictor;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.token.Learnable;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// What the reference answered to a few prompts before the first step, by which the policy's distance from it is measured:
/// ```
/// KL(π_ref ‖ π) ≈ mean over the answers' tokens of r - 1 - log r,   r = π(token) / π_ref(token)
/// ```
/// in nats a token. The tokens are drawn from π_ref itself, temperature 1 and no rule on scores, so that `r` is 1 on average: `r - 1`
/// moves no mean, and keeps every term at 0 or above. Source: Schulman 2020, "Approximating KL Divergence", estimator k3.
///
/// The answers are kept in the run's folder, in a file that is named by a hash of all that they depend on.
public final class ReferenceAnswers {
    private static final String SUFFIX = "-answers.json";
    /// The answers are the same in each run with the same reference and prompts.
    private static final long SEED = 0;

    private final Kept kept;
    private final List<TokenBatch> passes;

    private record Answer(int[] prompt, int[] answer) {
        Group group() {
            return new Group(prompt, List.of(answer));
        }
    }

    /// What the file holds.
    /// @param logProbs of the answers' tokens, end to end, as the reference gave them
    private record Kept(List<Answer> answers, float[] logProbs) {}

    private ReferenceAnswers(Kept kept, List<TokenBatch> passes) {
        this.kept = kept;
        this.passes = passes;
    }

    /// The reference before the first step. It is opened only where its answers are not there yet.
    /// @param sha256    of its weights
    /// @param predictor says how likely it finds tokens
    /// @param weights   for writing
    /// @param ends      the tokens that end an answer
    public record Source(String sha256, Supplier<? extends Predictor> predictor, Supplier<CausalLm> weights, Set<Integer> ends) {}

    /// Without answers, nothing is measured.
    public static ReferenceAnswers none() {
        return new ReferenceAnswers(new Kept(List.of(), new float[0]), List.of());
    }

    /// Answers to the first prompts of the examples, each different.
    /// @param run        the run's folder
    /// @param mostTokens of a pass
    public static ReferenceAnswers of(Path run, List<? extends Learnable> examples, HealthSettings settings, Source reference, int mostTokens) {
        List<int[]> prompts = prompts(examples, settings.healthPrompts());
        if (prompts.isEmpty()) return none();
        Path file = run.resolve(KnownReference.FOLDER).resolve(key(reference, prompts, settings) + SUFFIX);
        if (Files.exists(file)) {
            Kept kept = JsonMapper.shared().readValue(file, Kept.class);
            return new ReferenceAnswers(kept, passes(kept.answers, mostTokens));
        }
        List<Answer> answers = answers(prompts, settings, reference);
        List<TokenBatch> passes = passes(answers, mostTokens);
        Predictor predictor = reference.predictor.get();
        var kept = new Kept(answers, LabelNumbers.joined(passes.stream().map(pass -> predictor.predict(pass, 1).logProbs()).toList()));
        KnownReference.makeRoom(file.getParent(), SUFFIX);
        AtomicFile.writeBytes(file, JsonMapper.shared().writeValueAsBytes(kept));
        return new ReferenceAnswers(kept, passes);
    }

    private static List<TokenBatch> passes(List<Answer> answers, int mostTokens) {
        return MicroBatches.inPasses(answers, answer -> answer.group().tokens(), mostTokens).stream()
                .map(part -> AnswerBatch.of(part.stream().map(Answer::group).toList(), true, false).tokens()).toList();
    }

    private static List<int[]> prompts(List<? extends Learnable> examples, int most) {
        return examples.stream().map(PreferenceBatch::prompt).filter(prompt -> prompt.length > 0).map(IntBuffer::wrap).distinct().limit(most)
                .map(IntBuffer::array).toList();
    }

    private static List<Answer> answers(List<int[]> prompts, HealthSettings settings, Source reference) {
        SamplingSettings sampling = SamplingSettings.DEFAULTS.with(s -> {
            s.doSample = true;
            s.topK = 0;
            s.maxNewTokens = settings.healthTokens();
            s.eosTokenId = List.copyOf(reference.ends);
            s.seed = SEED;
        });
        // A prompt of the pairs may be longer than the model says it is good for.
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow() + settings.healthTokens();
        List<Request> requests = IntStream.range(0, prompts.size()).mapToObj(i -> new Request(prompts.get(i), sampling, i, TextStream.IDS_ONLY)).toList();
        try (var generator = new Generator(new CpuDecoder(reference.weights.get()), GeneratorSettings.of(longest))) {
            List<Result> results = generator.generate(requests);
            return IntStream.range(0, prompts.size()).mapToObj(i -> new Answer(prompts.get(i), results.get(i).completions().getFirst().tokenIds())).toList();
        }
    }

    private static String key(Source reference, List<int[]> prompts, HealthSettings settings) {
        MessageDigest digest = Sha256.begin();
        digest.update((reference.sha256 + settings.healthTokens() + reference.ends.stream().sorted().toList()).getBytes(StandardCharsets.UTF_8));
        digest.update(JsonMapper.shared().writeValueAsBytes(prompts));
        return Sha256.hex(digest).substring(0, 32);
    }

    /// How many there are.
    public int count() {
        return kept.answers.size();
    }

    /// Tokens that go through the policy to measure its distance.
    public int tokens() {
        return passes.stream().mapToInt(TokenBatch::tokens).sum();
    }

    /// How far a policy is from the reference, in nats a token, at least 0.
    double divergence(Predictor policy) {
        float[] now = LabelNumbers.joined(passes.stream().map(pass -> policy.predict(pass, 1).logProbs()).toList());
        return IntStream.range(0, now.length).mapToDouble(label -> k3(now[label] - kept.logProbs[label])).average().orElseThrow();
    }

    /// `r - 1 - log r`
    private static double k3(double logRatio) {
        return Math.expm1(logRatio) - logRatio;
    }
}
