package dev.hone.reward.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Sandboxes for hostile tests, behind limits of their own: should one fail, the machine that tests is safe all the same.
final class Guarded {
    private static final Map<LauncherSandbox.Level, String> FAULTS = new EnumMap<>(LauncherSandbox.Level.class);

    private Guarded() {}

    /// Skips the test where this machine does not offer the level, and says why.
    static synchronized Sandbox sandbox(LauncherSandbox.Level level) {
        assumeTrue(Python.exists(), level + " needs Python");
        Sandbox sandbox = new LauncherSandbox(level, List.of("prlimit", "--as=6000000000", "--fsize=300000000", "--cpu=60", Python.found().executable()));
        String fault = FAULTS.computeIfAbsent(level, _ -> String.valueOf(EscapeTest.fault(sandbox)));
        assumeTrue(fault.equals("null"), level + ": " + fault);
        return sandbox;
    }
}
