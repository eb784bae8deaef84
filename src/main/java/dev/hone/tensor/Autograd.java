package dev.hone.tensor;

import org.bytedeco.pytorch.GradMode;

/// Whether operations record what a backward pass needs. On by default; per thread.
public final class Autograd {
    private Autograd() {}

    /// Turns recording off until the returned guard is closed: `try (var _ = Autograd.off()) { ... }`.
    public static Guard off() {
        Engine.load();
        boolean before = GradMode.is_enabled();
        GradMode.set_enabled(false);
        return () -> GradMode.set_enabled(before);
    }

    public static boolean isOn() {
        return GradMode.is_enabled();
    }

    /// Restores the mode that was there before.
    public interface Guard extends AutoCloseable {
        @Override void close();
    }
}
