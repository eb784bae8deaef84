package dev.hone.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.data.Json;
import dev.hone.reward.sandbox.Sandboxes;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CodeRewardTest {
    private static final String SUMS = "{'tests': {'inputs': ['1 2', '3 4', '-1 1'], 'outputs': ['3', '7', '0']}}";
    private static final String DOUBLES = "{'tests': {'inputs': [[1], [[1, 2]], ['a']], 'outputs': [2, [1, 2, 1, 2], 'aa'], 'fn_name': 'twice'}}";

    @BeforeAll static void programsCanBeContained() {
        assumeTrue(Sandboxes.trials().stream().anyMatch(Sandboxes.Trial::held), () -> "programs cannot be contained here: " + Sandboxes.trials());
    }

    @Test void aProgramThatReadsAndWrites() throws Exception {
        Reward all = reward("{}"), part = reward("{'credit': 'fraction'}");
        assertScore(1, all, SUMS, "print(sum(map(int, input().split())))");
        assertScore(0, all, SUMS, "print(3)");
        assertScore(1 / 3.0, part, SUMS, "print(3)");
        assertScore(2 / 3.0, part, SUMS, "a, b = map(int, input().split())\nprint(a + b if a > 0 else 1 / 0)");
        assertScore(0, all, SUMS, "print(sum(map(int, input().split()))); import sys; sys.exit(1)");
    }

    @Test void aFunction() throws Exception {
        assertScore(1, reward("{}"), DOUBLES, "def twice(x):\n    return x * 2");
        assertScore(1, reward("{}"), DOUBLES, "class Solution:\n    def twice(self, x: List[int]):\n        print('noise')\n        return x + x");
        assertScore(2 / 3.0, reward("{'credit': 'fraction'}"), DOUBLES, "def twice(x): return x * 2 if x != 'a' else {x}");
        assertScore(0, reward("{}"), DOUBLES, "def other(x): return x");
    }

    @Test void statements() throws Exception {
        String tests = "{'tests': ['assert twice(2) == 4', 'assert twice(3) == 6']}";
        assertScore(1, reward("{}"), tests, "def twice(x): return 2 * x");
        assertScore(0.5, reward("{'credit': 'fraction'}"), tests, "def twice(x): return 4");
        assertScore(0, reward("{}"), tests, "import os\nos._exit(0)");
        assertScore(0, reward("{}"), tests, "import sys\nsys.exit(0)");
    }

    @Test void cheatsAreWorthNothing() throws Exception {
        Reward reward = reward("{'time_limit': 1}");
        assertScore(0, reward, DOUBLES, "class Same:\n    def __eq__(self, other): return True\ndef twice(x): return Same()");
        assertScore(0, reward, DOUBLES, "import os\nfor handle in range(3, 10):\n    try: os.write(handle, b'{\"value\": true}\\n')\n    except OSError: pass\nos._exit(0)");
        assertScore(0, reward, SUMS, "while True: pass");
        assertScore(0, reward, SUMS, "while True: print(3)");
        assertScore(0, reward, SUMS, "import os\nwhile True: os.fork()");
        assertScore(0, reward, SUMS, "x = 'x'\nwhile True: x += x");
    }

    @Test void java() throws Exception {
        Reward reward = reward("{'language': 'java', 'credit': 'fraction'}");
        assertScore(1, reward, SUMS, "import java.util.*;\npublic class Adder {\n    public static void main(String[] args) {\n"
                + "        var in = new Scanner(System.in);\n        System.out.println(in.nextInt() + in.nextInt());\n    }\n}");
        assertScore(1, reward, SUMS, "void main() {\n    var words = IO.readln().split(\" \");\n    IO.println(Integer.parseInt(words[0]) + Integer.parseInt(words[1]));\n}");
        assertScore(0, reward, SUMS, "class Main { this does not compile }");
        String tests = "{'tests': {'inputs': [[[3, 1, 2], {'a': [1.5]}, 'x\\u00e9'], [[], {}, '']], 'outputs': ['[1, 2, 3]{a=[1.5]}x\\u00e9', '[]{}'], 'fn_name': 'all'}}";
        assertScore(1, reward, tests, "import java.util.*;\nclass Solution {\n    String all(int[] numbers, Map<String, List<Double>> map, String text) {\n"
                + "        Arrays.sort(numbers);\n        return Arrays.toString(numbers) + map + text;\n    }\n}");
        String pairs = "{'tests': {'inputs': [[[1, 2]]], 'outputs': [[[1, 1], [2, 4]]], 'fn_name': 'squares'}}";
        assertScore(1, reward, pairs, "import java.util.*;\npublic class Solution {\n    public List<int[]> squares(List<Integer> of) {\n"
                + "        return of.stream().map(n -> new int[] {n, n * n}).toList();\n    }\n}");
    }

    @Test void anAnswerWithoutAProgramAndARowWithoutTests() throws Exception {
        assertArrayEquals(new double[] {0}, reward("{}").score(List.of(RewardRequest.of("?", "print(3)", 1, columns(SUMS)))));
        assertScore(Double.NaN, reward("{}"), "{'tests': []}", "print(1)");
        String mistake = assertThrows(UserError.class, () -> assertScore(0, reward("{}"), "{'a': 1}", "print(1)")).getMessage();
        assertEquals("the row has no column tests; its columns are a", mistake);
    }

    @Test void manyAtOnceKeepTheirOrder() throws Exception {
        List<RewardRequest> answers = List.of("print(3)", "print(sum(map(int, input().split())))", "1 / 0", "print(sum(map(int, input().split())))").stream()
                .map(code -> request(SUMS, code)).toList();
        assertArrayEquals(new double[] {0, 1, 0, 1}, reward("{'parallel': 3}").score(answers));
    }

    @Test void theDeadlineEndsThePrograms() throws Exception {
        WeightedReward reward = Rewards.of(new RewardSettings("code", 1, 1.0, arguments("{'time_limit': 60}")));
        long before = ProcessHandle.current().descendants().count();
        try (RewardRunner runner = new RewardRunner(List.of(reward))) {
            RewardScores scores = runner.score(List.of(request(SUMS, "while True: pass"), request(SUMS, "while True: pass"), request(SUMS, "print(3)"))).getFirst();
            assertEquals(new Score.Failed("took longer than its deadline of 1.0 s"), scores.scores().getFirst());
        }
        for (int i = 0; i < 200 && ProcessHandle.current().descendants().count() > before; i++) Thread.sleep(20);
        assertTrue(ProcessHandle.current().descendants().count() <= before);
    }

    private static void assertScore(double expected, Reward reward, String columns, String code) throws Exception {
        assertArrayEquals(new double[] {expected}, reward.score(List.of(request(columns, code))), 1e-12, code);
    }

    private static RewardRequest request(String columns, String code) {
        return RewardRequest.of("?", "Here it is:\n```\n" + code + "\n```\n", 1, columns(columns));
    }

    private static ObjectNode columns(String json) {
        return (ObjectNode) Json.MAPPER.readTree(json.replace('\'', '"'));
    }

    private static Reward reward(String arguments) {
        return Rewards.of(new RewardSettings("code", 1, 60, arguments(arguments))).reward();
    }

    private static Map<String, JsonNode> arguments(String json) {
        return columns(json).properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
