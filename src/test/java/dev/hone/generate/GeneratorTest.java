package dev.hone.generate;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorTest {
    private static final int V = 300;

    private static GeneratorSettings limits(int maxBatch, int maxCachedTokens, int prefillChunk) {
        return new GeneratorSettings(1000, maxBatch, maxCachedTokens, prefillChunk);
    }

    private static SamplingSettings sampling(Consumer<SamplingSettings.Changes> changes) {
        return SamplingSettings.DEFAULTS.with(s -> { s.doSample = true; s.seed = 7; }).with(changes);
    }

    private static Request text(String prompt, SamplingSettings settings) {
        return new Request(Utf8Stream.ids(prompt), settings, 0, Utf8Stream::new);
    }

    /// Twelve prompts of different lengths with all kinds of settings, two of them with several answers.
    private static List<Request> mixture() {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int[] prompt = new int[1 + 7 * i % 23];
            for (int k = 0; k < prompt.length; k++) prompt[k] = (i * 31 + k * 17) % V;
            int n = i;
            requests.add(new Request(prompt, sampling(s -> {
                s.maxNewTokens = 5 + 3 * n % 11;
                s.eosTokenId = List.of(1, 2, 3, 4, 5, 6);
                s.temperature = n % 3 == 0 ? 1 : 0.8;
                s.topP = n % 4 == 0 ? 0.9 : 1;
                s.doSample = n % 5 != 0;
                s.numReturnSequences = n % 5 == 2 ? 4 : 1;
                s.repetitionPenalty = n % 2 == 0 ? 1.1 : 1;
                s.minNewTokens = n % 3;
            }), i, TextStream.IDS_ONLY));
        }
        return requests;
    }

    private static String show(Result result) {
        StringBuilder shown = new StringBuilder();
        for (Completion c : result.completions()) {
            shown.append(Arrays.toString(c.tokenIds())).append(Arrays.toString(c.tokenLogProbs())).append(Arrays.toString(c.sampledLogProbs())).append(c.finishReason());
        }
        return shown.toString();
    }

    private static List<String> run(List<Request> requests, GeneratorSettings limits, RowLoop rowLoop) {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, limits, rowLoop)) {
            List<String> shown = generator.generate(requests).stream().map(GeneratorTest::show).toList();
            assertEquals(0, model.live.size());
            assertTrue(model.mostRows <= limits.maxBatch());
            return shown;
        }
    }

    @Test void answersDependNeitherOnTheBatchNorOnTheOrderNorOnTheCutting() {
        List<Request> requests = mixture();
        List<String> alone = requests.stream().map(request -> run(List.of(request), limits(1, 0, 1000), RowLoop.IN_ORDER).getFirst()).toList();
        for (int maxBatch : new int[] {1, 3, 16}) {
            for (int chunk : new int[] {1, 3, 512}) assertEquals(alone, run(requests, limits(maxBatch, 0, chunk), RowLoop.IN_ORDER));
            assertEquals(alone, run(requests, limits(maxBatch, 70, 512), RowLoop.IN_ORDER));
            assertEquals(alone, run(requests, limits(maxBatch, 0, 512), (rows, work) -> IntStream.range(0, rows).parallel().forEach(work)));
            List<Integer> order = new ArrayList<>(IntStream.range(0, requests.size()).boxed().toList());
            Collections.shuffle(order, new Random(maxBatch));
            List<String> shuffled = run(order.stream().map(requests::get).toList(), limits(maxBatch, 0, 5), RowLoop.IN_ORDER);
            for (int i = 0; i < order.size(); i++) assertEquals(alone.get(order.get(i)), shuffled.get(i));
        }
    }

    @Test void promptsThatBeginAlikeComputeTheBeginningOnce() {
        int[] examples = IntStream.range(0, 100).toArray();
        List<Request> requests = IntStream.range(0, 3).mapToObj(i -> new Request(IntStream.concat(Arrays.stream(examples), IntStream.of(200 + i, 7, 8, 9)).toArray(), sampling(s -> s.maxNewTokens = 5))).toList();
        List<String> alone = requests.stream().map(request -> run(List.of(request), limits(1, 0, 512), RowLoop.IN_ORDER).getFirst()).toList();
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, limits(3, 0, 104))) {
            List<Result> results = generator.generate(requests);
            assertEquals(alone, results.stream().map(GeneratorTest::show).toList());
            assertEquals(List.of(0, 100, 100), results.stream().map(result -> result.usage().cachedTokens()).toList());
            assertEquals(104 + 2 * 4 + 3 * 4, model.computed, "one whole prompt, the ends of two, and four tokens of each answer");
        }
        assertEquals(0, model.live.size());
    }

    @Test void greedyIsTheMostLikelyTokenStepByStep() {
        int[] prompt = {5, 6, 7};
        Completion answer = first(FakeDecoder.random(V), new Request(prompt, SamplingSettings.DEFAULTS.with(s -> s.maxNewTokens = 12)));
        int[] context = prompt;
        for (int t = 0; t < 12; t++) {
            float[] logits = FakeDecoder.randomLogits(context, V);
            int best = 0;
            double total = 0;
            for (int v = 0; v < V; v++) {
                if (logits[v] > logits[best]) best = v;
                total += Math.exp(logits[v]);
            }
            assertEquals(best, answer.tokenIds()[t]);
            assertEquals(logits[best] - Math.log(total), answer.tokenLogProbs()[t], 1e-5);
            assertEquals(answer.tokenLogProbs()[t], answer.sampledLogProbs()[t]);
            context = Arrays.copyOf(context, context.length + 1);
            context[context.length - 1] = best;
        }
        assertEquals(12, answer.tokenIds().length);
        assertEquals(FinishReason.LENGTH, answer.finishReason());
    }

    private static Completion first(FakeDecoder model, Request request) {
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000))) {
            return generator.generate(List.of(request)).getFirst().completions().getFirst();
        }
    }

    @Test void aPromptIsComputedOnceForAllItsAnswers() {
        for (int maxBatch : new int[] {8, 2}) {
            FakeDecoder model = FakeDecoder.random(V);
            try (Generator generator = new Generator(model, limits(maxBatch, 0, 512))) {
                Request request = new Request(new int[100], sampling(s -> { s.maxNewTokens = 5; s.numReturnSequences = 8; }));
                Result result = generator.generate(List.of(request)).getFirst();
                // 100 of the prompt, and of each answer all but the last token, which nothing follows.
                assertEquals(100 + 8 * 4, model.computed);
                assertEquals(8, result.completions().stream().map(c -> Arrays.toString(c.tokenIds())).distinct().count());
                assertEquals(100, result.usage().promptTokens());
                assertEquals(40, result.usage().newTokens());
                assertEquals(40, generator.totals().newTokens());
                assertEquals(100, generator.totals().promptTokens());
                assertEquals(0, model.live.size());
            }
        }
    }

    @Test void aFinishedRowMakesRoomAtOnce() {
        FakeDecoder model = FakeDecoder.random(V);
        List<Request> requests = new ArrayList<>();
        for (int length : new int[] {40, 4, 4, 4, 4, 4, 4, 4, 4, 4})
            requests.add(new Request(new int[] {length}, sampling(s -> s.maxNewTokens = length)));
        try (Generator generator = new Generator(model, limits(2, 0, 512))) {
            generator.generate(requests);
            // Nine short answers fit beside the long one: the row beside it never waits for it.
            assertEquals(40, model.calls);
        }
    }

    @Test void longPromptsComeInChunksWhileOthersGoOn() {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, limits(4, 0, 10))) {
            List<Result> results = generator.generate(List.of(new Request(new int[] {1}, sampling(s -> s.maxNewTokens = 30)),
                    new Request(new int[200], sampling(s -> s.maxNewTokens = 3))));
            assertTrue(model.longestStep <= 11, "longest step " + model.longestStep);
            assertEquals(30, results.getFirst().completions().getFirst().tokenIds().length);
        }
    }

    // ---- ends

    @Test void aStopTokenEndsTheAnswerAndIsItsLastId() {
        int[] script = {65, 66, 2, 67};
        Completion answer = first(FakeDecoder.scripted(V, 1, script), text("x", sampling(s -> s.eosTokenId = List.of(9, 2))));
        assertArrayEquals(new int[] {65, 66, 2}, answer.tokenIds());
        assertEquals("AB", answer.text());
        assertEquals("stop", answer.finishReason().toString());

        Completion ignored = first(FakeDecoder.scripted(V, 1, script), text("x", sampling(s -> { s.eosTokenId = List.of(2); s.ignoreEos = true; s.maxNewTokens = 4; })));
        assertArrayEquals(script, ignored.tokenIds());
        assertEquals("AB\u0002C", ignored.text());
        Completion own = first(FakeDecoder.scripted(V, 1, script), text("x", sampling(s -> { s.stopTokenIds = List.of(66); s.ignoreEos = true; })));
        assertEquals("A", own.text());
    }

    @Test void noStopTokenComesBeforeTheMinimum() {
        Completion answer = first(FakeDecoder.scripted(V, 1, 2, 2, 2, 2, 2), text("x", sampling(s -> { s.eosTokenId = List.of(2); s.minNewTokens = 3; s.temperature = 0.1; })));
        assertEquals(4, answer.tokenIds().length);
        assertEquals(2, answer.tokenIds()[3]);
        Completion inAll = first(FakeDecoder.scripted(V, 1, 2, 2, 2, 2, 2), text("x", sampling(s -> { s.eosTokenId = List.of(2); s.minLength = 3; })));
        assertEquals(3, inAll.tokenIds().length);
    }

    @Test void maxLengthCountsThePrompt() {
        Completion answer = first(FakeDecoder.random(V), new Request(new int[7], sampling(s -> { s.maxNewTokens = 0; s.maxLength = 10; })));
        assertEquals(3, answer.tokenIds().length);
    }

    @Test void theContextLimitsAnAnswer() {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, GeneratorSettings.of(10))) {
            Completion answer = generator.generate(List.of(new Request(new int[7], sampling(s -> s.maxNewTokens = 50)))).getFirst().completions().getFirst();
            assertEquals(3, answer.tokenIds().length);
            assertEquals(FinishReason.LENGTH, answer.finishReason());
        }
    }

    @Test void stopStringsAreFoundAcrossTokens() {
        Completion answer = first(FakeDecoder.scripted(V, 1, Utf8Stream.ids("one two\n\nUser: three")),
                text("x", sampling(s -> { s.stopStrings = List.of("three", "\n\nUser:"); s.maxNewTokens = 99; })));
        assertEquals("one two", answer.text());
        assertEquals("one two\n\nUser:".length(), answer.tokenIds().length);
        assertEquals(FinishReason.STOP, answer.finishReason());
    }

    @Test void whatOnlyBeganLikeAStopStringIsShownInTheEnd() {
        Completion answer = first(FakeDecoder.scripted(V, 1, Utf8Stream.ids("ab\n\nUs")), text("x", sampling(s -> { s.stopStrings = List.of("\n\nUser:"); s.maxNewTokens = 6; })));
        assertEquals("ab\n\nUs", answer.text());
        assertEquals(FinishReason.LENGTH, answer.finishReason());
    }

    @Test void stopStringsDoNotDependOnWhereTheTextIsCut() {
        String whole = "aabaabaabb xyzzy END of it";
        List<String> stops = List.of("aabb", "abb", "ENDE", "END", "zy E");
        for (int first = 0; first <= whole.length(); first++) {
            for (int second = first; second <= whole.length(); second++) {
                StopStrings finder = new StopStrings(stops);
                String shown = "";
                for (String piece : List.of(whole.substring(0, first), whole.substring(first, second), whole.substring(second))) shown += finder.accept(piece, true);
                assertTrue(finder.found());
                assertEquals("aabaab", shown, first + " " + second);
            }
        }
        StopStrings late = new StopStrings(List.of("END"));
        assertEquals("1 END 2 ", late.accept("1 END 2 E", false));
        assertEquals("", late.accept("ND 3", true));
        assertTrue(late.found());
    }

    @Test void piecesTogetherAreTheTextAndNeverHalfACharacterOrPartOfAStop() {
        String script = "naïve 日本 🙂 STOP it";
        for (String stop : List.of("STOP", "本 🙂", "never")) {
            List<String> pieces = new ArrayList<>();
            List<Integer> ids = new ArrayList<>();
            FakeDecoder model = FakeDecoder.scripted(V, 1, Utf8Stream.ids(script));
            try (Generator generator = new Generator(model, GeneratorSettings.of(1000))) {
                Completion answer = generator.submit(text("x", sampling(s -> { s.stopStrings = List.of(stop); s.maxNewTokens = Utf8Stream.ids(script).length; })), new Listener() {
                    @Override public void text(int sample, String piece) {
                        pieces.add(piece);
                    }

                    @Override public void token(int sample, int id, float tokenLogProb, float sampledLogProb) {
                        ids.add(id);
                    }
                }).result().completions().getFirst();
                assertEquals(stop.equals("never") ? script : script.substring(0, script.indexOf(stop)), answer.text());
                assertEquals(answer.text(), String.join("", pieces));
                assertArrayEquals(answer.tokenIds(), ids.stream().mapToInt(i -> i).toArray());
                for (String piece : pieces) assertFalse(piece.isEmpty() || piece.contains("\uFFFD") || Character.isHighSurrogate(piece.charAt(piece.length() - 1)), piece);
            }
        }
    }

    @Test void halfACharacterAtTheEndIsShownAsReplaced() {
        Completion answer = first(FakeDecoder.scripted(V, 1, Utf8Stream.ids("é")), text("x", sampling(s -> s.maxNewTokens = 1)));
        assertEquals("\uFFFD", answer.text());
    }

    // ---- cancelling, limits, errors

    @Test void aCancelledAnswerKeepsWhatItHas() {
        FakeDecoder model = FakeDecoder.random(V);
        List<Request> requests = List.of(new Request(new int[] {1}, sampling(s -> s.maxNewTokens = 900)), new Request(new int[] {2}, sampling(s -> s.maxNewTokens = 20)));
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000))) {
            Generation[] own = new Generation[1];
            CountDownLatch handedIn = new CountDownLatch(1);
            model.beforeCall = () -> await(handedIn);
            own[0] = generator.submit(requests.get(0), new Listener() {
                int tokens;

                @Override public void token(int sample, int id, float tokenLogProb, float sampledLogProb) {
                    if (++tokens == 5) own[0].cancel();
                }
            });
            Generation other = generator.submit(requests.get(1), Listener.NONE);
            handedIn.countDown();
            Completion cancelled = own[0].result().completions().getFirst();
            assertEquals(5, cancelled.tokenIds().length, "the step after the fifth token has not come");
            assertEquals(FinishReason.CANCELLED, cancelled.finishReason());
            assertEquals(20, other.result().completions().getFirst().tokenIds().length);
            assertEquals(0, model.live.size());
        }
    }

    @Test void cancellingOneOfSeveralAnswersLeavesTheOthers() {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, limits(2, 0, 3))) {
            CountDownLatch handedIn = new CountDownLatch(1);
            model.beforeCall = () -> await(handedIn);
            Generation generation = generator.submit(new Request(new int[10], sampling(s -> { s.maxNewTokens = 6; s.numReturnSequences = 4; })), Listener.NONE);
            generation.cancel(1);
            handedIn.countDown();
            List<Completion> answers = generation.result().completions();
            assertEquals(List.of(6, 0, 6, 6), answers.stream().map(c -> c.tokenIds().length).toList());
            assertEquals(FinishReason.CANCELLED, answers.get(1).finishReason());
            assertEquals(0, model.live.size());
        }
    }

    @Test void anAnswerThatWaitsCanBeCancelledAndTheOthersAreNotKeptWaiting() {
        FakeDecoder model = FakeDecoder.random(V);
        for (int unwanted = 0; unwanted < 4; unwanted++) {
            try (Generator generator = new Generator(model, limits(2, 0, 3))) {
                CountDownLatch handedIn = new CountDownLatch(1), blocked = new CountDownLatch(1);
                model.beforeCall = () -> {
                    blocked.countDown();
                    await(handedIn);
                };
                Generation first = generator.submit(new Request(new int[2], sampling(s -> s.maxNewTokens = 3)), Listener.NONE);
                await(blocked);     // the generator's thread is inside the model: what follows waits in its mail
                Generation four = generator.submit(new Request(new int[10], sampling(s -> { s.maxNewTokens = 6; s.numReturnSequences = 4; })), Listener.NONE);
                Generation last = generator.submit(new Request(new int[4], sampling(s -> s.maxNewTokens = 5)), Listener.NONE);
                four.cancel(unwanted);
                handedIn.countDown();
                List<Integer> lengths = new ArrayList<>(List.of(6, 6, 6, 6));
                lengths.set(unwanted, 0);
                assertEquals(lengths, four.result().completions().stream().map(c -> c.tokenIds().length).toList());
                assertEquals(3, first.result().completions().getFirst().tokenIds().length);
                assertEquals(5, last.result().completions().getFirst().tokenIds().length);
                assertEquals(0, model.live.size());
            }
        }
    }

    @Test void closingCancelsEverythingAndGivesAllBack() {
        FakeDecoder model = FakeDecoder.random(V);
        Generator generator = new Generator(model, limits(2, 0, 4));
        CountDownLatch running = new CountDownLatch(1);
        model.beforeCall = running::countDown;
        List<Generation> generations = IntStream.range(0, 5)
                .mapToObj(i -> generator.submit(new Request(new int[9], sampling(s -> { s.maxNewTokens = 900; s.numReturnSequences = 3; })), Listener.NONE)).toList();
        await(running);
        generator.close();
        for (Generation generation : generations) {
            assertEquals(3, generation.result().completions().size());
            assertTrue(generation.result().completions().stream().allMatch(c -> c.finishReason() == FinishReason.CANCELLED));
        }
        assertEquals(0, model.live.size());
        assertThrows(IllegalStateException.class, () -> generator.submit(new Request(new int[1], SamplingSettings.DEFAULTS), Listener.NONE));
    }

    @Test void theCacheLimitHoldsAndEveryoneHasATurn() {
        FakeDecoder model = FakeDecoder.random(V);
        List<Request> requests = IntStream.range(0, 30).mapToObj(i -> new Request(new int[1 + i % 20], sampling(s -> s.maxNewTokens = 10), i, TextStream.IDS_ONLY)).toList();
        try (Generator generator = new Generator(model, limits(16, 60, 512))) {
            for (Result result : generator.generate(requests)) assertEquals(10, result.completions().getFirst().tokenIds().length);
            assertTrue(model.mostCached <= 60, "cached " + model.mostCached);
            assertTrue(model.mostRows >= 2, "rows " + model.mostRows);
        }
    }

    @Test void whatCannotBeServedSaysWhyAndTheRestIsServed() {
        FakeDecoder model = FakeDecoder.random(V);
        SamplingSettings ten = sampling(s -> s.maxNewTokens = 10);
        List<Request> requests = List.of(
                new Request(new int[2000], ten), new Request(new int[0], ten), new Request(new int[] {1, V}, ten),
                new Request(new int[60], ten), new Request(new int[1], ten.with(s -> s.stopStrings = List.of("x"))),
                new Request(new int[1], ten.with(s -> s.temperature = 0)), new Request(new int[1], ten.with(s -> s.suppressTokens = IntStream.range(0, V).boxed().toList())),
                new Request(new int[1], SamplingSettings.DEFAULTS.with(s -> s.numReturnSequences = 2)), new Request(new int[50], ten));
        List<String> messages = List.of("2000 tokens and the model's context 1000", "no tokens", "token 1 of the prompt is 300", "60 + 10", "stop_token_ids", "do_sample false", "forbid every token", "the same");
        try (Generator generator = new Generator(model, limits(4, 60, 512))) {
            List<Result> results = generator.generate(requests);
            for (int i = 0; i < messages.size(); i++) {
                Result.Failed failed = assertInstanceOf(Result.Failed.class, results.get(i));
                assertInstanceOf(UserError.class, failed.cause());
                assertTrue(failed.cause().getMessage().contains(messages.get(i)), failed.cause().getMessage());
            }
            assertEquals(10, results.getLast().completions().getFirst().tokenIds().length);
            assertEquals(0, model.live.size());
        }
    }

    @Test void aListenerThatThrowsEndsItsOwnRequestOnly() {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000))) {
            Generation bad = generator.submit(new Request(new int[] {1}, sampling(s -> { s.maxNewTokens = 30; s.numReturnSequences = 3; })), new Listener() {
                @Override public void token(int sample, int id, float tokenLogProb, float sampledLogProb) {
                    if (sample == 1) throw new AssertionError("consumer broke");
                }
            });
            Generation good = generator.submit(new Request(new int[] {2}, sampling(s -> s.maxNewTokens = 30)), Listener.NONE);
            assertTrue(assertInstanceOf(Result.Failed.class, bad.result()).cause().getMessage().contains("consumer broke"));
            assertEquals(30, good.result().completions().getFirst().tokenIds().length);
            assertEquals(0, model.live.size());
        }
    }

    @Test void whenTheModelFailsItsCallersHearOfItAndLaterOnesAreServed() {
        FakeDecoder model = FakeDecoder.random(V);
        model.beforeCall = () -> {
            if (model.calls == 3) {
                model.calls++;
                throw new OutOfMemoryError("no room");
            }
        };
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000))) {
            Result failed = generator.generate(List.of(new Request(new int[] {1}, sampling(s -> s.maxNewTokens = 30)))).getFirst();
            assertTrue(assertInstanceOf(Result.Failed.class, failed).cause().getMessage().contains("no room"));
            assertThrows(IllegalStateException.class, failed::completions);
            assertEquals(0, model.live.size());
            assertEquals(20, generator.generate(List.of(new Request(new int[] {1}, sampling(s -> {})))).getFirst().completions().getFirst().tokenIds().length);
        }
    }

    @Test void requestsMayComeFromAnyThreadAtAnyTime() throws InterruptedException {
        FakeDecoder model = FakeDecoder.random(V);
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Request> requests = mixture();
        List<String> alone = run(requests, limits(4, 0, 512), RowLoop.IN_ORDER);
        try (Generator generator = new Generator(model, limits(5, 200, 16))) {
            List<Thread> threads = IntStream.range(0, 8).mapToObj(t -> Thread.ofVirtual().start(() -> {
                Random random = new Random(t);
                for (int i = 0; i < 40; i++) {
                    int which = random.nextInt(requests.size());
                    Generation generation = generator.submit(requests.get(which), Listener.NONE);
                    if (random.nextInt(4) == 0) generation.cancel();
                    else if (!show(generation.result()).equals(alone.get(which))) wrong.add("request " + which);
                }
            })).toList();
            for (Thread thread : threads) thread.join();
            generator.generate(requests);
            assertEquals(List.of(), List.copyOf(wrong));
            assertEquals(0, model.live.size());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- sessions

    @Test void aSessionComputesOnlyWhatIsNew() {
        FakeDecoder model = FakeDecoder.random(V);
        SamplingSettings five = sampling(s -> s.maxNewTokens = 5);
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000)); Session session = generator.openSession()) {
            int[] first = new int[40];
            int[] second = continued(first, session.submit(new Request(first, five), Listener.NONE).result(), 8, 9);
            assertEquals(40 + 4, model.computed);

            Result result = session.submit(new Request(second, five), Listener.NONE).result();
            assertEquals(44, result.usage().cachedTokens());
            assertEquals(44 + 3 + 4, model.computed, "the last token of the answer, the two new ones, and four of the new answer");
            assertEquals(show(generator.generate(List.of(new Request(second, five))).getFirst()), show(result));

            second[20] = 17;
            Result edited = session.submit(new Request(second, five), Listener.NONE).result();
            assertEquals(20, edited.usage().cachedTokens(), "everything before the change");
            assertEquals(show(generator.generate(List.of(new Request(second, five))).getFirst()), show(edited));

            Result again = session.submit(new Request(second, five), Listener.NONE).result();
            assertEquals(second.length - 1, again.usage().cachedTokens(), "one token is left to get logits from");
            assertEquals(show(edited), show(again));
            assertEquals(1, model.live.size());
        }
        assertEquals(0, model.live.size());
    }

    private static int[] continued(int[] prompt, Result result, int... more) {
        int[] answer = result.completions().getFirst().tokenIds();
        return IntStream.concat(IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)), Arrays.stream(more)).toArray();
    }

    @Test void aCancelledAnswerStaysInTheSession() {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000)); Session session = generator.openSession()) {
            CountDownLatch handedIn = new CountDownLatch(1);
            model.beforeCall = () -> await(handedIn);
            Generation[] own = new Generation[1];
            own[0] = session.submit(new Request(new int[10], sampling(s -> s.maxNewTokens = 500)), new Listener() {
                @Override public void token(int sample, int id, float tokenLogProb, float sampledLogProb) {
                    own[0].cancel();
                }
            });
            handedIn.countDown();
            int[] next = continued(new int[10], own[0].result(), 4);
            assertEquals(12, next.length);
            assertEquals(10, session.submit(new Request(next, sampling(s -> {})), Listener.NONE).result().usage().cachedTokens());
        }
    }

    @Test void sessionsAtRestMakeRoomForOthersAndGoOnAllTheSame() {
        FakeDecoder model = FakeDecoder.random(V);
        SamplingSettings five = sampling(s -> s.maxNewTokens = 5);
        try (Generator generator = new Generator(model, limits(4, 60, 512)); Session session = generator.openSession(); Session other = generator.openSession()) {
            int[] prompt = new int[40];
            Result first = session.submit(new Request(prompt, five), Listener.NONE).result();
            other.submit(new Request(new int[30], five), Listener.NONE).result();
            assertEquals(1, model.live.size(), "both do not fit");
            Result again = session.submit(new Request(prompt, five), Listener.NONE).result();
            assertEquals(0, again.usage().cachedTokens());
            assertEquals(show(first), show(again));
        }
        assertEquals(0, model.live.size());
    }

    @Test void aSessionAnswersOneRequestAtATime() {
        FakeDecoder model = FakeDecoder.random(V);
        try (Generator generator = new Generator(model, GeneratorSettings.of(1000)); Session session = generator.openSession()) {
            CountDownLatch handedIn = new CountDownLatch(1);
            model.beforeCall = () -> await(handedIn);
            Generation first = session.submit(new Request(new int[3], sampling(s -> {})), Listener.NONE);
            Generation second = session.submit(new Request(new int[3], sampling(s -> {})), Listener.NONE);
            handedIn.countDown();
            assertEquals(20, first.result().completions().getFirst().tokenIds().length);
            assertTrue(assertInstanceOf(Result.Failed.class, second.result()).cause().getMessage().contains("still answering"));
            session.close();
            assertTrue(assertInstanceOf(Result.Failed.class, session.submit(new Request(new int[3], sampling(s -> {})), Listener.NONE).result()).cause().getMessage().contains("closed"));
            assertEquals(0, model.live.size());
        }
    }
}
