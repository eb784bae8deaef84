package dev.hone.algorithm.dpo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Which labels of a batch are whose. Answers may have labels in common.
/// @param prompts  for each chosen answer the labels in front of it: none unless prompts are learned
/// @param chosen   labels of each chosen or good answer
/// @param rejected of each rejected or bad one; of pairs, in the order of the chosen ones
record Answers(List<int[]> prompts, List<int[]> chosen, List<int[]> rejected) {
    static Answers none() {
        return new Answers(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void addChosen(int[] prompt, int[] answer) {
        prompts.add(prompt);
        chosen.add(answer);
    }

    /// The labels of each chosen answer with its prompt.
    List<int[]> chosenTexts() {
        return IntStream.range(0, chosen.size()).mapToObj(i -> IntStream.concat(Arrays.stream(prompts.get(i)), Arrays.stream(chosen.get(i))).toArray()).toList();
    }

    /// Several batches as one, their labels end to end.
    /// @param labels of each batch
    static Answers joined(List<Answers> parts, int[] labels) {
        Answers all = none();
        int offset = 0;
        for (int part = 0; part < labels.length; part++) {
            all.prompts.addAll(shifted(parts.get(part).prompts, offset));
            all.chosen.addAll(shifted(parts.get(part).chosen, offset));
            all.rejected.addAll(shifted(parts.get(part).rejected, offset));
            offset += labels[part];
        }
        return all;
    }

    private static List<int[]> shifted(List<int[]> answers, int offset) {
        return answers.stream().map(answer -> Arrays.stream(answer).map(label -> label + offset).toArray()).toList();
    }
}
