package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.tensor.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// A generation of answers with what they teach. One that no reward could judge teaches nothing.
/// @param lessons of those that were judged, in the generation's order
record Experience(Generation generation, List<Lesson> lessons) {
    /// @param made all answers
    static Experience of(Generation made, List<Lesson> lessons) {
        Iterator<Lesson> each = lessons.iterator();
        return new Experience(made.with(made.rollouts().stream().map(answer -> answer.isJudged() ? each.next().rollout() : answer.withAdvantage(0)).toList()), lessons);
    }

    static List<Rollout> judged(Generation generation) {
        return generation.rollouts().stream().filter(Rollout::isJudged).toList();
    }

    /// A part of the lessons in an order of its own.
    /// @param from   first of the parts that are taken, from 0
    /// @param to     behind the last one
    /// @param parts  that all lessons are cut into
    /// @param seed   what the order is drawn from, with its number
    List<Lesson> minibatch(int from, int to, int parts, long seed, long number) {
        if (lessons.isEmpty()) return lessons;
        int all = lessons.size();
        long[] order = Engine.permutation(all, seed, number);
        List<Lesson> taken = new ArrayList<>();
        for (long place : Arrays.copyOfRange(order, all * from / parts, all * to / parts)) taken.add(lessons.get((int) place));
        return taken;
    }
}
