package dev.hone.reward.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.reward.sandbox.LauncherSandbox.Level;
import dev.hone.reward.sandbox.Outcome.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What ordinary programs may rely on, and how a sandbox is chosen.
class SandboxesTest {
    @Test void aSandboxThatDoesNotHoldIsFoundOut() {
        String fault = EscapeTest.fault(new UncontainedSandbox());
        assertTrue(fault.startsWith("it does not hold: reading, listing, writing, deleting, network, processes, children, signals"), fault);
    }

    @Test void theStrongestThatHoldsIsTaken() {
        List<Sandboxes.Trial> trials = Sandboxes.trials();
        for (int i = 0; i < trials.size() - 1; i++) assertTrue(!trials.get(i).held(), trials.toString());
        if (trials.isEmpty() || !trials.getLast().held()) {
            assertTrue(assertThrows(dev.hone.settings.UserError.class, Sandboxes::best).getMessage().startsWith("programs that a model wrote cannot be contained here: "));
            assertEquals("uncontained", Sandboxes.bestOrUncontained().name());
        } else {
            assertEquals(trials.getLast().sandbox(), Sandboxes.best());
            assertEquals(Sandboxes.best(), Sandboxes.bestOrUncontained());
        }
    }

    @ParameterizedTest @EnumSource void inputArgumentsAndFiles(Level level) throws Exception {
        Program program = new Program(Language.PYTHON, Map.of("main.py", "import sys, parts.helper\nprint(parts.helper.shout(sys.stdin.read()), sys.argv[1:])",
                "parts/helper.py", "def shout(text): return text.upper()"), "main.py");
        try (Cell cell = Guarded.sandbox(level).open(program, Limits.DEFAULTS)) {
            assertEquals("ÄÖ😀\n ['-x', 'a b']\n", cell.run("äö😀\n", List.of("-x", "a b")).stdout());
            String large = "0123456789".repeat(200_000);
            assertEquals(large.length() + 4, cell.run(large).stdout().length());
            assertEquals("", cell.run("").stderr());
        }
    }

    @ParameterizedTest @EnumSource void howARunEnds(Level level) throws Exception {
        assertEquals(new Ending(End.EXIT, 3), ending(level, "import sys\nsys.exit(3)"));
        assertEquals(new Ending(End.EXIT, 1), ending(level, "1 / 0"));
        assertEquals(new Ending(End.SIGNAL, 11), ending(level, "import ctypes\nctypes.string_at(0)"));
        assertEquals(new Ending(End.SIGNAL, 9), ending(level, "import os\nos.kill(os.getpid(), 9)"));
        assertEquals(new Ending(End.EXIT, 0), ending(level, "import os\nos.close(1)\nos.close(2)"));
    }

    private record Ending(End end, int code) {}

    private static Ending ending(Level level, String source) throws Exception {
        try (Cell cell = Guarded.sandbox(level).open(Program.python(source), Limits.DEFAULTS)) {
            Outcome outcome = cell.run("");
            return new Ending(outcome.end(), outcome.code());
        }
    }

    @ParameterizedTest @EnumSource void whatProgramsOftenNeed(Level level) throws Exception {
        String source = """
                import asyncio, collections, decimal, fractions, functools, hashlib, itertools, json, math, random, re, statistics, sys, threading, time
                sys.setrecursionlimit(20000)
                def deep(n): return n and deep(n - 1)
                async def later(): await asyncio.sleep(0.01); return 7
                results = []
                thread = threading.Thread(target=results.append, args=(1,)); thread.start(); thread.join()
                print(deep(15000), asyncio.run(later()), results, open("/dev/stdin").read(), isinstance(time.time(), float), sys.stdin.isatty())
                """;
        try (Cell cell = Guarded.sandbox(level).open(Program.python(source), Limits.DEFAULTS)) {
            Outcome outcome = cell.run("in");
            assertEquals("0 7 [1] in True False\n", outcome.stdout(), outcome.stderr());
        }
    }

    @ParameterizedTest @EnumSource void setsAreInTheSameOrderInEveryRun(Level level) throws Exception {
        try (Cell cell = Guarded.sandbox(level).open(Program.python("print(set('abcdefgh'))"), Limits.DEFAULTS)) {
            assertEquals(cell.run("").stdout(), cell.run("").stdout());
        }
    }

    @ParameterizedTest @EnumSource void javaThatDoesNotCompile(Level level) throws Exception {
        try (Cell cell = Guarded.sandbox(level).open(Program.java("class A { int a = \"text\"; }"), Limits.DEFAULTS)) {
            for (int i = 0; i < 2; i++) {
                Outcome outcome = cell.run("");
                assertEquals(1, outcome.code());
                assertTrue(outcome.stderr().contains("Main.java:1: error: incompatible types"), outcome.stderr());
            }
        }
    }

    @ParameterizedTest @EnumSource void manyAtOnce(Level level) throws Exception {
        Sandbox sandbox = Guarded.sandbox(level);
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String number = String.valueOf(i);
                tasks.add(() -> {
                    try (Cell cell = sandbox.open(Program.python("print(input())"), Limits.DEFAULTS)) {
                        return cell.run(number).stdout().strip();
                    }
                });
            }
            List<Future<String>> results = pool.invokeAll(tasks);
            for (int i = 0; i < 12; i++) assertEquals(String.valueOf(i), results.get(i).get());
        }
    }

    @Test void uncontainedProgramsHaveLimitsOfTimeAndOutput() throws Exception {
        Limits limits = new Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 64L << 20, 8, 1000, 4096);
        String source = "import sys, time\nprint(input(), flush=True)\nif sys.argv[1] == 'sleep': time.sleep(60)\nwhile sys.argv[1] == 'write': print('x')\nsys.exit(2)";
        Path files = Path.of(System.getProperty("java.io.tmpdir"));
        long before = folders(files);
        try (Cell cell = new UncontainedSandbox().open(Program.python(source), limits)) {
            assertEquals(new Ending(End.TIME, 9), of(cell.run("a", List.of("sleep"))));
            Outcome much = cell.run("a", List.of("write"));
            assertEquals(End.OUTPUT, much.end());
            assertEquals(1000, much.stdout().length());
            assertEquals(new Ending(End.EXIT, 2), of(cell.run("a", List.of(""))));
        }
        assertEquals(before, folders(files));
    }

    private static Ending of(Outcome outcome) {
        return new Ending(outcome.end(), outcome.code());
    }

    private static long folders(Path parent) throws Exception {
        try (var all = Files.list(parent)) {
            return all.filter(path -> path.getFileName().toString().startsWith("hone-program-")).count();
        }
    }

    @Test void theClassThatIsRun() {
        assertEquals("Main", Program.java("void main() {}").main());
        assertEquals("B", Program.java("class A {} class B { static void main(String[] a) {} }").main());
        assertEquals(java.util.Set.of("Solution.java"), Program.java("import java.util.*; public final class Solution {}").files().keySet());
        assertThrows(IllegalArgumentException.class, () -> new Program(Language.PYTHON, Map.of("../main.py", ""), "../main.py"));
    }
}
