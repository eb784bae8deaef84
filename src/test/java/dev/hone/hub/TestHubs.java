package dev.hone.hub;

import dev.hone.hub.HubSettings.Patience;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Hubs for tests: they lose patience fast.
final class TestHubs {
    static final Patience SHORT = new Patience(Duration.ofMillis(700), Duration.ofMillis(400), 3, Duration.ofMillis(2), Duration.ofSeconds(5));

    private TestHubs() {
    }

    static Hub quick(HubEnvironment environment, PullProgress progress) {
        return new Hub(HubSettings.from(environment).withPatience(SHORT), progress, environment.home());
    }

    /// Starts [#main] in a process of its own, with nothing of this process's environment but what is handed in.
    static Process pullInProcess(HubEnvironment environment, String model) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classes, TestHubs.class.getName(), model);
        builder.environment().clear();
        builder.environment().putAll(environment.variables());
        builder.environment().put("HOME", environment.home().toString());
        return builder.redirectErrorStream(true).start();
    }

    public static void main(String[] args) {
        System.out.println(Hub.of(HubEnvironment.ofProcess(), PullProgress.silent()).model(args[0]));
    }
}
