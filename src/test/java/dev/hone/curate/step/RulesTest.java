package dev.hone.curate.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.curate.pipeline.Decision;
import dev.hone.curate.pipeline.Part;
import dev.hone.curate.pipeline.RowStep;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Each rule on a text that it drops, and on one that it keeps.
class RulesTest {
    private static final String PROSE = """
            The ship left the harbour in the morning, and nobody on the pier knew that it would be the last to sail that year.
            It was loaded with timber, with salt and with letters, which had waited for weeks to be carried over to the islands.
            People have told of that morning ever since, and of the captain, who stood at the wheel and did not turn to look back.""";

    private static Candidate text(String text) {
        return row(new Example.Text(text));
    }

    private static Candidate row(Example example) {
        return new Candidate("rows.jsonl:1", example, JsonNodeFactory.instance.objectNode(), Candidate.TRAIN);
    }

    private static Candidate chat(String... contents) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < contents.length; i++) messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", contents[i]);
        return row(new Example.Chat(new Conversation(messages, null, JsonNodeFactory.instance.objectNode())));
    }

    private static String dropped(RowStep step, Candidate row) {
        return step.of(row) instanceof Decision.Drop drop ? drop.rule() : "kept";
    }

    @Test void proseStays() {
        for (RowStep step : List.of(GopherQuality.DEFAULTS, GopherRepetition.DEFAULTS, FineWebQuality.DEFAULTS, C4Quality.DEFAULTS)) assertEquals("kept", dropped(step, text(PROSE)));
    }

    @Test void gopherQuality() {
        GopherQuality step = GopherQuality.DEFAULTS;
        assertEquals("too few words", dropped(step, text("Only four words here.")));
        assertEquals("words too short", dropped(step, text("a b c d e ".repeat(20))));
        assertEquals("words too long", dropped(step, text("incomprehensibilities ".repeat(60))));
        assertEquals("too many # or …", dropped(step, text(PROSE + " #tag".repeat(10))));
        assertEquals("too many bullets", dropped(step, text(("- the things that people have with them\n").repeat(10))));
        assertEquals("too many lines end with …", dropped(step, text(PROSE.replace(".\n", "...\n") + "\nmore words ...")));
        assertEquals("too few words with letters", dropped(step, text("the and with 1234 5678 9012 ".repeat(20))));
        assertEquals("too few stop words", dropped(step, text("words without any little ones between ".repeat(10))));
    }

    @Test void gopherRepetition() {
        GopherRepetition step = GopherRepetition.DEFAULTS;
        assertEquals("lines repeat themselves", dropped(step, text("one line\n".repeat(3) + "another line\n")));
        // The first paragraph comes three times of five: two of five were there before.
        assertEquals("paragraphs repeat themselves", dropped(new GopherRepetition(0.5, 1, 0.3, 0.2, List.of(), List.of(), Part.ALL),
                text("alpha\nbeta\n\nalpha\nbeta\n\nalpha\nbeta\n\nc\nd\ne\n\nf\ng\nh\ni")));
        assertEquals("one group of words again and again", dropped(step, text("very good " + "so it is very good and ".repeat(6) + PROSE.substring(0, 60))));
        String sentence = "these nine words are said again later on here ";
        assertEquals("groups of words repeat themselves", dropped(new GopherRepetition(1, 1, 1, 1, List.of(), List.of(0.15), Part.ALL), text(sentence + "and then " + sentence)));
    }

    @Test void fineWebQuality() {
        FineWebQuality step = FineWebQuality.DEFAULTS;
        assertEquals("empty", dropped(step, text(" \n ")));
        assertEquals("too few lines end with punctuation", dropped(step, text("Home\nAbout\nContact")));
        assertEquals("lines repeat themselves", dropped(step, text(PROSE + "\n" + PROSE)));
        assertEquals("too many short lines", dropped(step, text("Yes.\nNo.\nMaybe.\nWho knows, it may be so and it may not.")));
    }

    @Test void c4Quality() {
        C4Quality step = C4Quality.DEFAULTS;
        assertEquals("a curly bracket", dropped(step, text(PROSE + " {")));
        assertEquals("lorem ipsum", dropped(step, text("Lorem ipsum dolor sit amet.")));
        assertEquals("too few sentences", dropped(step, text("This line has more than five words. Home")));
        Decision changed = step.of(text(PROSE + "\nHome | About | Contact\nPlease turn on Javascript to see this page.\nThis site uses cookies to make you happy, as all do."));
        assertEquals(PROSE, ((Decision.Change) changed).row().text(Part.ALL));
        assertTrue(assertThrows(UserError.class, () -> step.of(chat("a", "b"))).getMessage().contains("is no plain text"));
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "What is 2 + 3? | '' | the answer is empty",
        "What is 2 + 3? | It is 5. | kept",
        "What is 2 + 3? | 5 | kept",
        "Who? | I'm sorry, but I can't help with that. | the answer is a refusal",
        "Who? | As an AI language model, I have no name. | the answer is a refusal",
        "Who? | I cannot say. | the answer is a refusal",
        "Who? | Sorry to hear that! Let us see what can be done. | kept",
        "Tell. | Once there was a man who went to the | the answer stops in the middle",
        "List. | apples, pears | kept",
        "Repeat: one two three four five six seven eight nine. | one two three four five six seven eight nine. | the prompt contains the answer"})
    void chatQuality(String asked, String answer, String expected) {
        assertEquals(expected, dropped(ChatQuality.DEFAULTS, chat(asked, answer)));
    }

    @Test void chatQualityOfLongerAnswers() {
        assertEquals("the answer stops in the middle", dropped(ChatQuality.DEFAULTS, chat("Code?", "```java\nint x = 1;")));
        assertEquals("kept", dropped(ChatQuality.DEFAULTS, chat("Code?", "```java\nint x = 1;\n```")));
        assertEquals("the answer repeats itself", dropped(ChatQuality.DEFAULTS, chat("Go on.", "and so it goes on for ever ".repeat(8) + ".")));
        var language = new ChatQuality(List.of(ChatRule.LANGUAGE));
        String english = "What do people usually eat for breakfast in this country?", german = "In diesem Land isst man zum Frühstück gern Brot mit Butter.";
        assertEquals("the answer is in another language", dropped(language, chat(english, german)));
        assertEquals("kept", dropped(language, chat(english, "People like to eat bread and butter for breakfast here.")));
    }

    @Test void rolesTakeTurns() {
        assertEquals("the roles do not take turns", dropped(ChatQuality.DEFAULTS, roles("user", "user", "assistant")));
        assertEquals("the roles do not take turns", dropped(ChatQuality.DEFAULTS, roles("user", "system", "assistant")));
        assertEquals("the roles do not take turns", dropped(ChatQuality.DEFAULTS, roles("user", "assistant", "tool", "assistant")));
        assertEquals("kept", dropped(ChatQuality.DEFAULTS, roles("system", "user", "assistant", "user", "assistant")));
        assertEquals("the answer is empty", dropped(ChatQuality.DEFAULTS, roles("user", "assistant", "user")));
    }

    private static Candidate roles(String... roles) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        for (String role : roles) messages.addObject().put("role", role).put("content", "Words.");
        return row(new Example.Chat(new Conversation(messages, null, JsonNodeFactory.instance.objectNode())));
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "Write to ada.l+x@mail.example.org today. | Write to <EMAIL> today.",
        "Card 4111 1111 1111 1111 it is. | Card <CARD> it is.",
        "Card 4111 1111 1111 1112 it is. | Card 4111 1111 1111 1112 it is.",
        "To DE89 3704 0044 0532 0130 00, please. | To <IBAN>, please.",
        "To DE88 3704 0044 0532 0130 00, please. | To DE88 3704 0044 0532 0130 00, please.",
        "At 93.184.216.34 or 192.168.0.1 or version 1.2.3.4. | At <IP> or 192.168.0.1 or version 1.2.3.4.",
        "Call +49 30 1234567 or (555) 123-4567. | Call <PHONE> or <PHONE>.",
        "Of 2024-11-26, 1234567 people. | Of 2024-11-26, 1234567 people."})
    void pii(String text, String expected) {
        Decision decision = Pii.DEFAULTS.of(text(text));
        assertEquals(expected, decision instanceof Decision.Change(Candidate row, _) ? row.text(Part.ALL) : text);
    }
}
