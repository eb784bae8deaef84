package dev.hone.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// What is asked of a model in a benchmark.
/// @param asked those that are put
/// @param of    how many there are
/// @param more  rows of [Askable#more], empty where they are missing
public record SuiteQuestions(List<Question> asked, int of, List<Item> more) {
    /// Some of the questions in their order, the same ones for a seed; of two numbers the larger has those of the smaller too.
    public SuiteQuestions sample(int count, long seed) {
        if (count >= asked.size()) return this;
        List<Integer> places = new ArrayList<>(IntStream.range(0, asked.size()).boxed().toList());
        Collections.shuffle(places, new Random(seed));
        return new SuiteQuestions(places.stream().limit(count).sorted().map(asked::get).toList(), of, more);
    }

    /// Examples that stand before a question, at most.
    public int examples() {
        return asked.stream().mapToInt(question -> question.examples().size()).max().orElse(0);
    }
}
