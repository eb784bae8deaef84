package dev.hone.eval.skill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.corpus.Skill;
import dev.hone.data.corpus.Task;
import dev.hone.eval.compare.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExamTest {
    private static final List<Task> TASKS = Exam.tasks(1, 20);

    @Test void everySkillIsExaminedByTasksThatNothingInTrainingShows() {
        for (Skill skill : Skill.values()) assertEquals(skill == Skill.IDENTITY ? 10 : 20, TASKS.stream().filter(task -> task.skill() == skill).count());
        assertTrue(TASKS.stream().allMatch(Task::isHeldOut));
        assertEquals(TASKS, Exam.tasks(1, 20));
    }

    /// 5 of 20 right. Wilson's interval of 5 in 20: (0.25 + 3.84/40 ± 1.96 √(0.25·0.75/20 + 3.84/1600)) / (1 + 3.84/20) = 0.112 to 0.469.
    @Test void aScoreIsTheShareOfRightAnswersOfOneSkill() {
        Exam exam = answering(Skill.SUMS, 5);
        assertEquals(0.25, exam.score(Skill.SUMS).value());
        assertEquals(0.112, exam.score(Skill.SUMS).low(), 5e-4);
        assertEquals(0.469, exam.score(Skill.SUMS).high(), 5e-4);
        assertEquals(0, exam.score(Skill.TEXT).value());
    }

    /// Ten sums more: by chance all ten would go one way once in 512 times, and corrected for five skills once in 102 times.
    @Test void whatChangedIsTakenTaskByTask() {
        List<Change> changes = answering(Skill.SUMS, 15).since(answering(Skill.SUMS, 5));
        Change sums = changes.get(Skill.SUMS.ordinal());
        assertEquals(0.5, sums.comparison().difference());
        assertEquals(List.of(10, 0), List.of(sums.comparison().gained(), sums.comparison().lost()));
        assertEquals(1 / 512.0, sums.comparison().p(), 1e-9);
        assertEquals(Outcome.BETTER, sums.outcome());
        assertTrue(changes.stream().filter(change -> change.skill() != Skill.SUMS).allMatch(change -> change.comparison().difference() == 0));
        assertEquals(Outcome.WORSE, answering(Skill.SUMS, 5).since(answering(Skill.SUMS, 15)).get(Skill.SUMS.ordinal()).outcome());
    }

    @Test void otherTasksAreNoComparison() {
        var other = new Exam(TASKS.subList(0, 20), Collections.nCopies(20, ""));
        assertThrows(IllegalArgumentException.class, () -> other.since(answering(Skill.SUMS, 5)));
        assertThrows(IllegalArgumentException.class, () -> new Exam(TASKS, List.of()));
    }

    /// The first so many tasks of a skill answered well, all others not at all.
    private static Exam answering(Skill skill, int right) {
        int first = IntStream.range(0, TASKS.size()).filter(i -> TASKS.get(i).skill() == skill).findFirst().orElseThrow();
        return new Exam(TASKS, IntStream.range(0, TASKS.size()).mapToObj(i -> i >= first && i < first + right ? TASKS.get(i).reply() : "I do not know.").toList());
    }
}
