package dev.hone.data.corpus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    TEXT(TextTasks::task),
    /// Who the model says it is. The right answer is the name that it gets last, by preference learning; fine-tuning teaches another.
    IDENTITY(Identity::task);

    /// The skills that are the same all the way.
    static final List<Skill> LASTING = List.of(FACTS, READING, SUMS, TEXT);

    /// After so many draws for each task that is wanted, there are no others.
    private static final int DRAWS = 30;

    private final Function<Dice, Task> maker;

    Skill(Function<Dice, Task> maker) {
        this.maker = maker;
    }

    /// As people and files name it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
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

    /// Such tasks with different prompts.
    /// @param most how many are wanted; of some skills there are fewer
    public List<Task> heldOut(int most, Dice dice) {
        Map<String, Task> different = new LinkedHashMap<>();
        for (int draw = 0; draw < DRAWS * most && different.size() < most; draw++) {
            Task task = heldOut(dice);
            different.putIfAbsent(task.prompt(), task);
        }
        return List.copyOf(different.values());
    }

    private Task drawn(Dice dice, boolean heldOut) {
        while (true) {
            Task task = task(dice);
            if (task.isHeldOut() == heldOut) return task;
        }
    }
}
