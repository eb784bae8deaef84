package dev.hone.reward.sandbox;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Picks the strongest way to contain programs that this machine offers. Each is tried, by a program that wants out, before it is used.
public final class Sandboxes {
    private Sandboxes() {}

    /// A sandbox, and why it cannot be used here; null when it can.
    public record Trial(Sandbox sandbox, String fault) {
        public boolean held() {
            return fault == null;
        }
    }

    /// @throws UserError when there is no safe way here
    public static Sandbox best() {
        return holding().orElseThrow(() -> new UserError(
                "programs that a model wrote cannot be contained here: " + faults() + "; expected Linux with user namespaces or Landlock, and Python 3.9 or newer."
                + " To run them with your own rights all the same: unsafe_code"));
    }

    /// For a user who would rather have programs run with his own rights than not at all.
    public static Sandbox bestOrUncontained() {
        return holding().orElseGet(UncontainedSandbox::new);
    }

    private static Optional<Sandbox> holding() {
        return Once.TRIALS.stream().filter(Trial::held).findFirst().map(Trial::sandbox);
    }

    /// From the strongest on, up to the first that holds.
    public static List<Trial> trials() {
        return Once.TRIALS;
    }

    private static String faults() {
        return Once.TRIALS.isEmpty() ? "there is no Python 3.9 or newer"
                : Once.TRIALS.stream().map(trial -> trial.sandbox().name() + ": " + trial.fault()).collect(Collectors.joining("; "));
    }

    /// Tried when first needed, once.
    private static final class Once {
        static final List<Trial> TRIALS = tried();

        private static List<Trial> tried() {
            List<Trial> trials = new ArrayList<>();
            if (!Python.exists()) return trials;
            for (var level : LauncherSandbox.Level.values()) {
                Sandbox sandbox = new LauncherSandbox(level, List.of(Python.found().executable()));
                Trial trial = new Trial(sandbox, EscapeTest.fault(sandbox));
                trials.add(trial);
                if (trial.held()) break;
            }
            return List.copyOf(trials);
        }
    }
}
