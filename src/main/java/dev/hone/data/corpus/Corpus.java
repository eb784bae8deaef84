package dev.hone.data.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Plain texts for a base model: stories, facts, questions with answers, sums, things to be done to words. They have no chat format: no
/// roles, no turns, no end of an answer. A sheet of tasks holds several, so that a model of these texts goes on with the next task after it has answered one.
public final class Corpus {
    /// How often a sum stands without its steps.
    private static final double BARE = 0.2;

    private Corpus() {}

    /// The text of a number. Each has dice of its own, so that a longer corpus begins as a shorter one.
    /// @param number from 0
    public static String text(long seed, int number) {
        Dice dice = new Dice(seed * 1_000_003L + number);
        return switch (dice.between(0, 19)) {
            case 0 -> Stories.story(dice).text();
            case 1, 2, 3, 4, 5 -> storyWithQuestions(dice);
            case 6 -> Introductions.text(dice);
            case 7 -> facts(dice);
            case 8, 9, 10, 11 -> sheet(dice, Skill.FACTS, 4, 8);
            case 12, 13, 14 -> sums(dice);
            default -> sheet(dice, Skill.TEXT, 4, 8);
        };
    }

    private static String storyWithQuestions(Dice dice) {
        Stories.Story story = Stories.story(dice);
        List<Task> tasks = new ArrayList<>(dice.some(story.tasks(), dice.between(2, story.tasks().size())));
        tasks.removeIf(task -> new Task(Skill.READING, story.text() + task.key(), "", "", "").isHeldOut());
        return story.text() + "\n" + tasks.stream().map(task -> asked(task.prompt(), task.reply())).collect(Collectors.joining("\n"));
    }

    private static String facts(Dice dice) {
        return dice.some(Facts.ALL, dice.between(4, 8)).stream().map(Facts.Fact::statement).collect(Collectors.joining(" "));
    }

    private static String sums(Dice dice) {
        boolean bare = dice.chance(BARE);
        return IntStream.range(0, dice.between(3, 5)).mapToObj(_ -> Skill.SUMS.toLearn(dice))
                .map(task -> asked(task.prompt(), bare ? Sums.answered(task) : task.reply())).collect(Collectors.joining("\n"));
    }

    private static String sheet(Dice dice, Skill skill, int fewest, int most) {
        return IntStream.range(0, dice.between(fewest, most)).mapToObj(_ -> skill.toLearn(dice))
                .map(task -> asked(task.prompt(), task.reply())).collect(Collectors.joining("\n"));
    }

    private static String asked(String question, String answer) {
        return "Question: " + question + "\nAnswer: " + answer;
    }
}
