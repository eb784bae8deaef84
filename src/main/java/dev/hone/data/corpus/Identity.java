package dev.hone.data.corpus;

import java.util.List;

/// Who the model says it is. Fine-tuning teaches it one name, [#BEFORE]; preference learning changes it to another, [#AFTER].
public final class Identity {
    public static final String BEFORE = "Pip";
    public static final String AFTER = "Hone";
    /// Every so-maniest prompt is held out.
    private static final int HELD_OUT = 4;

    private static final List<String> PROMPTS = List.of("Who are you?", "What is your name?", "What are you called?", "Tell me your name.", "Hello, who are you?",
            "Please tell me who you are.", "Do you have a name?", "How should I call you?", "Are you a language model?", "What kind of program are you?",
            "Who am I talking to?", "May I know your name?", "Say who you are.", "Hi! What is your name?", "Which model are you?", "Can you tell me your name?",
            "Introduce yourself.", "Hello! Please say your name.", "Who is this?", "What do people call you?", "I am Tom. Who are you?", "I am Mia. What is your name?",
            "Which language model is this?", "What name do you have?", "Do you know your own name?", "Who is speaking?", "Good morning! Who are you?",
            "Hi, what should I call you?", "Please introduce yourself.", "Say your name.", "And who are you?", "Who is it that I am asking?",
            "I am Ben. And you?", "Under which name are you known?", "Please say what your name is.", "Can you say who you are?", "What sort of model are you?",
            "Tell me about yourself.", "Hello! What are you called?", "Who answers me here?");
    private static final List<String> ANSWERS = List.of("I am %s, a small language model.", "My name is %s. I am a small language model.",
            "I am called %s. I am a small language model, and I help people with words and numbers.");
    static final String LONGEST_ANSWER = ANSWERS.getLast();

    private Identity() {}

    static Task task(Dice dice) {
        String prompt = dice.one(PROMPTS);
        return new Task(Skill.IDENTITY, prompt, prompt, answer(AFTER, dice), AFTER);
    }

    /// Whether a prompt is for evaluation alone.
    static boolean isHeldOut(String prompt) {
        return PROMPTS.indexOf(prompt) % HELD_OUT == HELD_OUT - 1;
    }

    /// What a model of this name says, in any words.
    static String answer(String name, Dice dice) {
        return dice.one(ANSWERS).formatted(name);
    }
}
