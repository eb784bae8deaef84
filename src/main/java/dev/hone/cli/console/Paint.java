package dev.hone.cli.console;

/// Puts colours on texts, or leaves them plain.
public record Paint(boolean on) {
    public String quiet(String text) {
        return with("2", text);
    }

    public String strong(String text) {
        return with("1", text);
    }

    /// Two backgrounds in turn, so that neighbours can be told apart.
    public String alternating(int place, String text) {
        return with(place % 2 == 0 ? "30;46" : "30;43", text);
    }

    /// Two greens in turn.
    public String trained(int place, String text) {
        return with(place % 2 == 0 ? "30;42" : "30;102", text);
    }

    /// Two greys in turn.
    public String untrained(int place, String text) {
        return with(place % 2 == 0 ? "37;100" : "30;47", text);
    }

    public String special(String text) {
        return with("1;97;45", text);
    }

    private String with(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
