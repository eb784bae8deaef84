package dev.hone.tensor;

import dev.hone.settings.UserError;
import java.util.regex.Pattern;

/// Where tensors live: `cpu`, `cuda` or `cuda:1`, `mps`. Only the CPU has been tested.
public record Device(String type, int index) {
    public static final Device CPU = new Device("cpu", -1);

    private static final Pattern SPELLING = Pattern.compile("(cpu|cuda|mps)(?::(\\d{1,3}))?");

    /// @throws UserError when the text names no device
    public static Device of(String text) {
        var match = SPELLING.matcher(text);
        if (!match.matches()) throw new UserError("device is \"" + text + "\"; the devices are cpu, cuda, cuda:0, cuda:1, ..., mps");
        return new Device(match.group(1), match.group(2) == null ? -1 : Integer.parseInt(match.group(2)));
    }

    public boolean isCpu() {
        return type.equals("cpu");
    }

    @Override public String toString() {
        return index < 0 ? type : type + ":" + index;
    }
}
