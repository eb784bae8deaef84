package dev.hone.batch;

import dev.hone.token.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/// Prompts and their answers as one row of ids, in which a beginning that several of them share is there, and is computed, once:
/// the prompt, and the first tokens that some of its answers have in common.
/// ```
/// prompt  p p p p           ids       p p p p a b c d e
/// answers a b c, a b d e    segments  0 0 0 0 1 1 2 3 3
/// ```
/// A token that two answers share is one label. What an objective gives to it through either answer adds up, as it would if
/// the answers were written out. What is a label in one of them only, is none of the other's.
/// @param tokens  labels are the learned tokens of the answers, and those of the prompts where they are asked for
/// @param prompts for each prompt the labels that its tokens are, in the order of [TokenBatch#labelled]; empty where they are none
/// @param answers for each answer, in order, the labels that its learned tokens are
/// @param ends    for each answer the place of its last token in the row
public record AnswerBatch(TokenBatch tokens, List<int[]> prompts, List<int[]> answers, int[] ends) {
    /// A prompt with its answers.
    /// @param prompt  may be empty; then the first token of an answer is no label, as nothing predicts it
    /// @param answers none empty
    /// @param learned for each answer, which of its tokens are labels: those that the model is to say, unlike the results of tools
    public record Group(int[] prompt, List<int[]> answers, List<boolean[]> learned) {
        public Group {
            if (answers.isEmpty()) throw new IllegalArgumentException("a prompt without answers");
            for (int[] answer : answers) if (answer.length == 0) throw new IllegalArgumentException("an answer without tokens");
        }

        /// Answers of which every token is a label.
        public Group(int[] prompt, List<int[]> answers) {
            this(prompt, answers, answers.stream().map(answer -> TokenMask.all(answer.length)).toList());
        }

        /// Tokens of the prompt and of all answers, written out once each.
        public int tokens() {
            return prompt.length + answers.stream().mapToInt(answer -> answer.length).sum();
        }
    }

    /// @param shares       whether what is the same is there once; if not, each answer has a prompt of its own, which changes no result beyond rounding
    /// @param learnsPrompt whether tokens of prompts are labels too
    public static AnswerBatch of(List<Group> groups, boolean shares, boolean learnsPrompt) {
        var builder = new Builder(learnsPrompt);
        for (Group group : groups) {
            if (shares) builder.shared(group);
            else builder.apart(group);
        }
        return builder.build();
    }

    /// For each answer the places in the row before its tokens, where these are predicted.
    public List<int[]> predictors() {
        int[] labelled = tokens.labelled(), predictors = tokens.segments().predictors();
        return answers.stream().map(labels -> Arrays.stream(labels).map(label -> predictors[labelled[label]]).toArray()).toList();
    }

    /// Lays segments out one after another.
    private static final class Builder {
        private final boolean learnsPrompt;
        private final List<int[]> pieces = new ArrayList<>();
        private final List<Integer> parents = new ArrayList<>();
        private final BitSet learned = new BitSet();
        private final List<int[]> prompts = new ArrayList<>();
        private final List<int[]> answers = new ArrayList<>();
        /// Where the learned tokens of each answer stand.
        private final List<int[]> learnedPlaces = new ArrayList<>();
        private int length;

        Builder(boolean learnsPrompt) {
            this.learnsPrompt = learnsPrompt;
        }

        /// A stretch of tokens whose continuations are known.
        /// @param segment that it continues
        /// @param places  for each answer that goes through it, which of the group's and where its tokens stand so far
        private record Branch(int segment, List<Integer> members) {}

        void shared(Group group) {
            int root = root(group);
            int start = length - group.prompt.length;
            prompts.add(IntStream.range(start, length).toArray());
            int[][] places = new int[group.answers.size()][];
            for (int a = 0; a < places.length; a++) places[a] = new int[group.answers.get(a).length];
            branch(group.answers, places, new Branch(root, IntStream.range(0, places.length).boxed().toList()), 0);
            for (int a = 0; a < places.length; a++) place(places[a], group.learned.get(a));
        }

        /// Lays out what the members have from token `from` on: each set that goes on with the same token gets one segment.
        private void branch(List<int[]> all, int[][] places, Branch branch, int from) {
            List<Integer> left = new ArrayList<>(branch.members.stream().filter(a -> all.get(a).length > from).toList());
            while (!left.isEmpty()) {
                int[] first = all.get(left.getFirst());
                List<Integer> same = left.stream().filter(a -> all.get(a)[from] == first[from]).toList();
                left.removeAll(same);
                int to = same.stream().mapToInt(a -> common(first, all.get(a), from)).min().orElseThrow();
                int start = length;
                int segment = add(Arrays.copyOfRange(first, from, to), branch.segment);
                for (int a : same) for (int t = from; t < to; t++) places[a][t] = start + t - from;
                branch(all, places, new Branch(segment, same), to);
            }
        }

        /// Where two answers that are equal up to `from` differ for the first time, or one of them ends.
        private static int common(int[] one, int[] other, int from) {
            int differs = Arrays.mismatch(one, from, one.length, other, from, other.length);
            return differs < 0 ? one.length : from + differs;
        }

        void apart(Group group) {
            for (int a = 0; a < group.answers.size(); a++) {
                int root = root(group);
                if (a == 0) prompts.add(IntStream.range(length - group.prompt.length, length).toArray());
                int start = length;
                add(group.answers.get(a), root);
                place(IntStream.range(start, length).toArray(), group.learned.get(a));
            }
        }

        /// Lays out the prompt.
        private int root(Group group) {
            if (group.prompt.length == 0) return Segments.NONE;
            if (learnsPrompt) learned.set(length, length + group.prompt.length);
            return add(group.prompt, Segments.NONE);
        }

        private int add(int[] ids, int parent) {
            pieces.add(ids);
            parents.add(parent);
            length += ids.length;
            return pieces.size() - 1;
        }

        /// Notes where an answer stands, and which of its tokens are labels.
        private void place(int[] places, boolean[] isLearned) {
            int[] labels = IntStream.range(0, places.length).filter(t -> isLearned[t]).map(t -> places[t]).toArray();
            for (int label : labels) learned.set(label);
            answers.add(places);
            learnedPlaces.add(labels);
        }

        AnswerBatch build() {
            int[] ids = pieces.stream().flatMapToInt(Arrays::stream).toArray();
            boolean[] marks = new boolean[ids.length];
            for (int t = 0; t < marks.length; t++) marks[t] = learned.get(t);
            var batch = new TokenBatch(ids, marks, Segments.tree(pieces.stream().mapToInt(piece -> piece.length).toArray(),
                    parents.stream().mapToInt(parent -> parent).toArray()));
            int[] labels = new int[ids.length];
            Arrays.fill(labels, -1);
            int[] labelled = batch.labelled();
            for (int i = 0; i < labelled.length; i++) labels[labelled[i]] = i;
            return new AnswerBatch(batch, prompts.stream().map(places -> labelsAt(places, labels)).toList(),
                    learnedPlaces.stream().map(places -> labelsAt(places, labels)).toList(),
                    answers.stream().mapToInt(places -> places[places.length - 1]).toArray());
        }

        private static int[] labelsAt(int[] places, int[] labels) {
            return Arrays.stream(places).map(place -> labels[place]).filter(label -> label >= 0).toArray();
        }
    }
}
