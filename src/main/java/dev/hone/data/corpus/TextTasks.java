package dev.hone.data.corpus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Things to be done to given words and numbers.
final class TextTasks {
    private TextTasks() {}

    static Task task(Dice dice) {
        return switch (dice.between(0, 11)) {
            case 0, 1 -> {
                List<String> words = dice.some(Words.SHORT, dice.between(2, 4));
                yield task("reverse", joined(words), dice.one(List.of("Write these words in reverse order: %s", "Reverse the order of these words: %s",
                        "Say these words backwards: %s")), joined(words.reversed()));
            }
            case 2 -> {
                List<String> words = dice.some(Words.SHORT, dice.between(2, 6));
                yield task("count", joined(words), dice.one(List.of("Count these words: %s", "How many words are there: %s", "Tell me the number of words: %s")), "" + words.size());
            }
            case 3, 4 -> sorting(dice);
            case 5 -> {
                List<String> words = dice.some(Words.SHORT, dice.between(1, 2));
                yield task("upper", joined(words), dice.one(List.of("Write in upper case: %s", "Write in capital letters: %s", "Make this loud: %s")),
                        joined(words).toUpperCase(Locale.ROOT));
            }
            case 6 -> {
                List<String> words = dice.some(Words.SHORT, dice.between(1, 2));
                yield task("lower", joined(words), dice.one(List.of("Write in lower case: %s", "Write in small letters: %s")).formatted(joined(words).toUpperCase(Locale.ROOT)), joined(words));
            }
            case 7 -> {
                String word = dice.one(Words.SHORT);
                String prompt = dice.one(List.of("Spell this word: %s", "Write the letters of this word: %s", "Which letters has this word: %s")).formatted(word);
                String letters = word.chars().mapToObj(c -> "" + (char) c).collect(Collectors.joining(" "));
                // letters are known or not: what can be held out is the wording
                yield new Task(Skill.TEXT, prompt, prompt, letters, letters);
            }
            case 8 -> {
                List<String> words = dice.some(Words.SHORT, dice.between(2, 4));
                boolean first = dice.chance(0.5);
                yield task(first ? "first" : "last", joined(words), (first ? "Write the first of these words: %s" : "Write the last of these words: %s"),
                        first ? words.getFirst() : words.getLast());
            }
            case 9, 10 -> {
                List<String> words = dice.some(Words.SHORT, dice.between(2, 5));
                yield task("again", joined(words), dice.one(List.of("Write these words again: %s", "Say these words: %s", "Copy these words: %s")), joined(words));
            }
            default -> {
                String word = dice.one(Words.SHORT);
                int times = dice.between(2, 4);
                yield task("repeat " + times, word, "Write this word " + times + " times: %s", joined(Collections.nCopies(times, word)));
            }
        };
    }

    private static Task sorting(Dice dice) {
        if (dice.chance(0.5)) {
            List<String> words = dice.some(Words.SHORT, 3);
            return task("sort", joined(words), dice.one(List.of("Sort these words from A to Z: %s", "Put these words in the order of the alphabet: %s")),
                    joined(words.stream().sorted().toList()));
        }
        List<Integer> numbers = dice.some(IntStream.range(1, dice.chance(0.5) ? 10 : 100).boxed().toList(), dice.between(3, 4));
        List<Integer> sorted = new ArrayList<>(numbers);
        Collections.sort(sorted);
        return task("sort", joined(numbers), dice.one(List.of("Sort these numbers: %s", "Put these numbers in order, smallest first: %s")), joined(sorted));
    }

    private static Task task(String name, String given, String prompt, String answer) {
        return new Task(Skill.TEXT, name + " " + given, prompt.formatted(given), answer, answer);
    }

    private static String joined(List<?> parts) {
        return parts.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
