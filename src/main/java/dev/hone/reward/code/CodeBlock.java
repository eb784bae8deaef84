package dev.hone.reward.code;

import java.util.ArrayList;
import java.util.List;

/// Finds the program in an answer.
public final class CodeBlock {
    private static final String FENCE = "```";

    private CodeBlock() {}

    /// The lines between the last two that have a fence in them, whatever language they name; "" with fewer than two.
    /// Source: LiveCodeBench, `extract_code`.
    public static String last(String answer) {
        List<String> lines = List.of(answer.split("\n", -1));
        List<Integer> fences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).contains(FENCE)) fences.add(i);
        return fences.size() < 2 ? "" : String.join("\n", lines.subList(fences.get(fences.size() - 2) + 1, fences.getLast()));
    }
}
