package dev.hone.data.corpus;

import java.util.function.Function;

/// What the base model is to learn, each with a maker of tasks.
public enum Skill {
    /// What everybody knows: "What does a cow say?"
    FACTS(Facts::task),
    /// A question about a story that stands before it.
    READING(dice -> Stories.story(dice).task(dice)),
    /// Adding, taking away and times, in numbers or about things.
    SUMS(Sums::task),
    /// Something to be done to given words or numbers: reversing, counting, sorting, changing case, spelling.
    TEXT(TextTasks::task);

    private final Function<Dice, Task> maker;

    Skill(Function<Dice, Task> maker) {
        this.maker = maker;
    }

    /// Any task of this skill.
    Task task(Dice dice) {
        return maker.apply(dice);
    }

    /// A task for training.
    public Task toLearn(Dice dice) {
        return drawn(dice, false);
    }

    /// A task that nothing in training shows.
    public Task heldOut(Dice dice) {
        return drawn(dice, true);
    }

    private Task drawn(Dice dice, boolean heldOut) {
        while (true) {
            Task task = task(dice);
            if (task.isHeldOut() == heldOut) return task;
        }
    }
}
