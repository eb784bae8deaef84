package dev.hone.data.corpus;

import java.util.regex.Pattern;

/// Something to be answered, with a right answer.
/// @param key    what it is about, whatever its wording: `27 + 15`. It says whether the task is held out
/// @param prompt as a person asks it
/// @param reply  a whole good answer: `7 + 5 = 12, write 2, carry 1. ... The answer is 42.`
/// @param answer what has to be in it: `42`
public record Task(Skill skill, String key, String prompt, String reply, String answer) {
    /// One in so many tasks is held out.
    private static final int HELD_OUT = 10;
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// Whether the task is for evaluation alone: then no text of the corpus and no row for training has it.
    public boolean isHeldOut() {
        return skill == Skill.IDENTITY ? Identity.isHeldOut(prompt) : (key.hashCode() * 0x9E3779B9 >>> 16) % HELD_OUT == 0;
    }

    /// Whether a text answers it: a sum by the last number in it; anything else by the answer's words, in a text of at most twice
    /// as many words as a good answer has (about itself: the longest of several good ones), so that it is no answer to ramble on until the right word comes.
    public boolean isAnsweredBy(String text) {
        if (skill == Skill.SUMS) return answer.equals(NUMBER.matcher(text).results().reduce((_, last) -> last).map(found -> found.group()).orElse(""));
        return words(text) <= 2 * words(skill == Skill.IDENTITY ? Identity.LONGEST_ANSWER : reply) && Pattern.compile("(?<!\\w)" + Pattern.quote(answer) + "(?!\\w)").matcher(text).find();
    }

    private static int words(String text) {
        return text.strip().split("\\s+").length;
    }
}
