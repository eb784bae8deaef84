package dev.hone.train;

import dev.hone.train.Finding.Severity;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Raises each alarm once, however often its cause is seen.
public final class RaisedAlarms {
    private final Consumer<Finding> alarm;
    private final Set<String> codes = new TreeSet<>();

    /// @param alarm is told of each alarm when it is raised
    public RaisedAlarms(Consumer<Finding> alarm) {
        this.alarm = alarm;
    }

    public void raise(String code, String message, String remedy) {
        if (codes.add(code)) alarm.accept(new Finding(Severity.WARN, code, message, remedy));
    }

    /// The codes of those that were raised, to be kept.
    public Set<String> codes() {
        return Set.copyOf(codes);
    }

    /// Goes on as if just these had been raised.
    public void recall(Set<String> raised) {
        codes.clear();
        codes.addAll(raised);
    }
}
