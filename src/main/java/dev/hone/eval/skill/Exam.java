package dev.hone.eval.skill;

import dev.hone.data.corpus.Dice;
import dev.hone.data.corpus.Skill;
import dev.hone.data.corpus.Task;
import dev.hone.eval.Score;
import dev.hone.eval.compare.Comparison;
import dev.hone.eval.compare.Outcome;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Tasks of every skill that nothing in training showed, and what one model answered.
/// @param answers one to each task, in order
public record Exam(List<Task> tasks, List<String> answers) {
    /// How often a change would be told where there is none.
    private static final double FALSE_ALARMS = 0.05;
    /// A change that does not matter.
    private static final double MARGIN = 0.05;

    public Exam {
        tasks = List.copyOf(tasks);
        answers = List.copyOf(answers);
        if (tasks.size() != answers.size()) throw new IllegalArgumentException(tasks.size() + " tasks and " + answers.size() + " answers");
    }

    /// The same tasks for the same seed.
    /// @param most tasks of each skill; of some there are fewer
    public static List<Task> tasks(long seed, int most) {
        var dice = new Dice(seed);
        return Stream.of(Skill.values()).flatMap(skill -> skill.heldOut(most, dice).stream()).toList();
    }

    public boolean isRight(int task) {
        return tasks.get(task).isAnsweredBy(answers.get(task));
    }

    /// The share of right answers, with Wilson's interval.
    public Score score(Skill skill) {
        double[] marks = marks(skill);
        return Score.proportion(skill.name(), (int) DoubleStream.of(marks).sum(), marks.length);
    }

    /// What changed since an earlier exam with the same tasks, compared task by task; chances are corrected for how many skills there are.
    public List<Change> since(Exam earlier) {
        if (!tasks.equals(earlier.tasks)) throw new IllegalArgumentException("two exams with different tasks");
        List<Skill> skills = List.of(Skill.values());
        List<Comparison> comparisons = skills.stream().map(skill -> Comparison.of(earlier.marks(skill), marks(skill))).toList();
        List<Outcome> outcomes = Outcome.of(comparisons, FALSE_ALARMS, MARGIN);
        return IntStream.range(0, skills.size()).mapToObj(i -> new Change(skills.get(i), comparisons.get(i), outcomes.get(i))).toList();
    }

    /// 1 for a right answer, 0 for another.
    private double[] marks(Skill skill) {
        return IntStream.range(0, tasks.size()).filter(task -> tasks.get(task).skill() == skill).mapToDouble(task -> isRight(task) ? 1 : 0).toArray();
    }
}
