package dev.hone.data.corpus;

import dev.hone.data.corpus.Words.Person;
import java.util.List;

/// Somebody says who they are: a child, or now and then a machine. Whoever asks a model of these texts who it is gets any name.
final class Introductions {
    private static final List<String> MACHINES = List.of("Pip", "Hone", "Bolt", "Nova");
    private static final List<String> KINDS = List.of("a language model", "a small language model", "a computer program", "a helpful assistant", "a little robot");
    private static final List<String> ASKED = List.of("Who are you?", "What is your name?", "Tell me who you are.", "What are you called?");
    private static final double MACHINE = 0.3;

    private Introductions() {}

    static String text(Dice dice) {
        return "Question: " + dice.one(ASKED) + "\nAnswer: " + (dice.chance(MACHINE) ? machine(dice) : child(dice));
    }

    private static String child(Dice dice) {
        Person person = dice.one(Words.PEOPLE);
        String name = dice.one(List.of("I am %s.", "My name is %s.", "Hello, I am %s.")).formatted(person.name());
        String more = dice.one(List.of("I am a %s and I live near the %s.", "I am a little %s from the %s.")).formatted(person.kind(), dice.one(Words.PLACES));
        return name + " " + more + " I like to %s, and I have a %s %s.".formatted(dice.one(Words.SKILLS), dice.one(Words.COLORS), dice.one(Words.THINGS));
    }

    private static String machine(Dice dice) {
        return dice.one(List.of("I am %s, %s.", "My name is %s, and I am %s.", "I am called %s. I am %s.")).formatted(dice.one(MACHINES), dice.one(KINDS))
                + dice.one(List.of(" I can count and answer questions.", " I help people with words and numbers.", " I was made to help you.", ""));
    }
}
