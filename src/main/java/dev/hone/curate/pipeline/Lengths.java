package dev.hone.curate.pipeline;

import dev.hone.curate.text.WordHashes;
import java.util.Arrays;

/// How long the texts of rows are, in words.
public final class Lengths {
    /// Of a row's prompt and of its answer.
    public record Of(int prompt, int answer) {
        static final Of NONE = new Of(0, 0);
    }

    private int[] prompts = new int[1 << 10], answers = new int[1 << 10];
    private int size;

    public static Of of(Candidate row) {
        return Texts.has(row.example()) ? new Of(WordHashes.of(row.text(Part.PROMPT)).length, WordHashes.of(row.text(Part.ANSWER)).length) : Of.NONE;
    }

    void add(Of lengths) {
        if (size == prompts.length) {
            prompts = Arrays.copyOf(prompts, 2 * size);
            answers = Arrays.copyOf(answers, 2 * size);
        }
        prompts[size] = lengths.prompt;
        answers[size++] = lengths.answer;
    }

    public int[] prompts() {
        return Arrays.copyOf(prompts, size);
    }

    public int[] answers() {
        return Arrays.copyOf(answers, size);
    }
}
