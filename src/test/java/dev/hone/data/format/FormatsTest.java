package dev.hone.data.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.data.BadRow;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Each format with the rows it takes and the ones it refuses.
class FormatsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<Goal> ANY = EnumSet.allOf(Goal.class);

    private static Row row(String json) {
        return new Row((ObjectNode) JSON.readTree(json.replace('\'', '"')), "train.jsonl", 812);
    }

    private static Example read(String json) {
        Row row = row(json);
        return Formats.of(row, ANY).read(row);
    }

    private static void assertBad(String message, String json) {
        assertEquals("train.jsonl:812: " + message, assertThrows(BadRow.class, () -> read(json)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "text, standard                       | {'text': 'a'}",
            "messages, conversational             | {'messages': [{'role': 'user', 'content': 'a'}]}",
            "messages, conversational             | {'messages': [{'role': 'user', 'content': 'a'}], 'text': 'b', 'prompt': 'c'}",
            "prompt-only, standard                | {'prompt': 'a'}",
            "prompt-only, conversational          | {'prompt': [{'role': 'user', 'content': 'a'}]}",
            "prompt-completion, standard          | {'prompt': 'a', 'completion': 'b'}",
            "prompt-completion, conversational    | {'prompt': [{'role': 'user', 'content': 'a'}], 'completion': [{'role': 'assistant', 'content': 'b'}]}",
            "preference, standard                 | {'prompt': 'a', 'chosen': 'b', 'rejected': 'c'}",
            "preference, standard                 | {'chosen': 'ab', 'rejected': 'ac'}",
            "preference, conversational           | {'chosen': [{'role': 'user', 'content': 'a'}], 'rejected': [{'role': 'user', 'content': 'b'}]}",
            "unpaired-preference, standard        | {'prompt': 'a', 'completion': 'b', 'label': true}",
            "unpaired-preference, conversational  | {'prompt': [{'role': 'user', 'content': 'a'}], 'completion': [{'role': 'assistant', 'content': 'b'}], 'label': false}",
            "sharegpt, conversational             | {'conversations': [{'from': 'human', 'value': 'a'}, {'from': 'gpt', 'value': 'b'}]}",
            "alpaca, conversational               | {'instruction': 'a', 'input': '', 'output': 'b'}",
            "token-ids, token ids                 | {'input_ids': [1, 2, 3]}",
            "preference-ids, token ids            | {'prompt_ids': [1], 'chosen_ids': [2], 'rejected_ids': [3]}"})
    void theColumnsOfARowTellItsFormat(String described, String json) {
        Row row = row(json);
        Format format = Formats.of(row, ANY);
        assertEquals(described.strip(), format.name() + ", " + Formats.style(format.read(row)));
    }

    @Test void theRowsOfTheDocumentAreOfTheirFormat() throws IOException {
        List<String> documented = new ArrayList<>();
        for (var line : Pattern.compile("(?m)^\\| `([\\w-]+)` \\| .* \\| `(\\{.*})` \\|$").matcher(Files.readString(Path.of("docs/data.md"))).results().toList()) {
            Row row = row(line.group(2));
            Format format = Formats.of(row, ANY);
            format.read(row);
            assertEquals(line.group(1), format.name());
            documented.add(format.name());
        }
        assertEquals(Formats.ALL.stream().map(Format::name).toList(), documented);
    }

    @Test void onlyWhatTheAlgorithmLearnsFromIsConsidered() {
        // a preference data set that also has messages: supervised fine-tuning takes those
        Row row = row("{'chosen': 'a', 'rejected': 'b', 'messages': [{'role': 'user', 'content': 'a'}]}");
        assertEquals("preference", Formats.of(row, ANY).name());
        assertEquals("messages", Formats.of(row, EnumSet.of(Goal.TEXT)).name());
        assertEquals("prompt-only", Formats.of(row("{'prompt': 'a', 'answer': '3'}"), EnumSet.of(Goal.PROMPT)).name());
    }

    @Test void columnsThatFitNothingAreListed() {
        var error = assertThrows(UserError.class, () -> Formats.of(row("{'question': 'a', 'answer': 'b'}"), EnumSet.of(Goal.PROMPT)));
        assertEquals("train.jsonl:812: has the columns question, answer, which fit no format that can be used here; those are prompt-ids (prompt_ids), prompt-only (prompt). "
                + "column_mapping renames columns, for example {question: prompt, answer: completion}", error.getMessage());
        error = assertThrows(UserError.class, () -> Formats.of(row("{'chosen': 'a', 'rejected': 'b'}"), EnumSet.of(Goal.PROMPT)));
        assertEquals("train.jsonl:812: has the columns chosen, rejected (preference)", error.getMessage().split(",? which")[0]);
    }

    @Test void aNamedFormatIsTaken() {
        assertEquals("text", Formats.named("text", ANY).name());
        var error = assertThrows(UserError.class, () -> Formats.named("txt", EnumSet.of(Goal.TEXT)));
        assertEquals("dataset_format is \"txt\"; the formats that can be used here are alpaca, messages, prompt-completion, sharegpt, text, token-ids; did you mean text?",
                error.getMessage());
    }

    @Test void toolsAreAListOrATextThatHoldsOne() {
        String messages = "'messages': [{'role': 'user', 'content': 'a'}]";
        assertEquals("[{\"name\":\"f\"}]", conversation("{" + messages + ", 'tools': [{'name': 'f'}]}").tools().toString());
        assertEquals("[{\"name\":\"f\"}]", conversation("{" + messages + ", 'tools': '[{\\'name\\': \\'f\\'}]'}").tools().toString());
        for (String none : new String[]{"[]", "null", "''", "'[]'"}) assertNull(conversation("{" + messages + ", 'tools': " + none + "}").tools());
        assertBad("tools is a text, but not valid JSON: it ends in the middle (column 2)", "{" + messages + ", 'tools': '['}");
        assertBad("tools is an object; expected a list of JSON schemas", "{" + messages + ", 'tools': {}}");
    }

    @Test void templateVariablesComeAlong() {
        String messages = "'messages': [{'role': 'user', 'content': 'a'}]";
        assertEquals("{\"enable_thinking\":false}", conversation("{" + messages + ", 'chat_template_kwargs': {'enable_thinking': false}}").variables().toString());
        assertEquals("{}", conversation("{" + messages + "}").variables().toString());
        assertBad("chat_template_kwargs is a text; expected an object", "{" + messages + ", 'chat_template_kwargs': 'x'}");
    }

    private static Conversation conversation(String json) {
        return ((Example.Chat) read(json)).conversation();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "message 2 has role \"asistant\"; the roles are system, user, assistant, tool, developer; did you mean assistant? | [{'role': 'user', 'content': 'a'}, {'role': 'asistant', 'content': 'b'}]",
            "message 1 has no role; its keys are content              | [{'content': 'a'}]",
            "message 1 has no content                                 | [{'role': 'user'}]",
            "message 1 has no content                                 | [{'role': 'assistant', 'content': null, 'tool_calls': []}]",
            "message 1 has a number for content; expected a text or a list of text parts | [{'role': 'user', 'content': 3}]",
            "message 1 is a text; expected an object with role and content | ['a']",
            "messages is empty; expected at least one message         | []",
            "messages is a text; expected a list of messages          | 'a'",
            "message 1: tool_calls is an object; expected a list      | [{'role': 'assistant', 'tool_calls': {}}]"})
    void aMessageIsChecked(String message, String messages) {
        assertBad(message.strip(), "{'messages': " + messages + "}");
    }

    @Test void partsOfContentAreTexts() {
        read("{'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'a'}, {'type': 'text', 'text': 'b'}]}]}");
        assertBad("message 1 has a part of content that is no text; expected {\"type\": \"text\", \"text\": ...}",
                "{'messages': [{'role': 'user', 'content': [{'type': 'image'}]}]}");
    }

    @Test void aToolCallNeedsNoContentButAName() {
        read("{'messages': [{'role': 'assistant', 'content': null, 'tool_calls': [{'type': 'function', 'function': {'name': 'f', 'arguments': {}}}]}]}");
        read("{'messages': [{'role': 'assistant', 'tool_calls': [{'name': 'f', 'arguments': '{}'}]}]}");
        assertBad("message 1: a tool call has no name; expected {\"type\": \"function\", \"function\": {\"name\": ..., \"arguments\": ...}}",
                "{'messages': [{'role': 'assistant', 'tool_calls': [{'function': {}}]}]}");
    }

    @Test void promptAndCompletionAreWrittenInOneWay() {
        assertBad("prompt is a text and completion is a list; both are to be texts, or both lists of messages",
                "{'prompt': 'a', 'completion': [{'role': 'assistant', 'content': 'b'}]}");
        assertBad("prompt is a number; expected a text or a list of messages", "{'prompt': 1, 'completion': 'b'}");
        assertBad("completion: message 1 has role \"bot\"; the roles are system, user, assistant, tool, developer",
                "{'prompt': [{'role': 'user', 'content': 'a'}], 'completion': [{'role': 'bot', 'content': 'b'}]}");
    }

    @Test void aTextPromptBesideAnswersAsMessagesIsPassedOver() {
        var example = assertInstanceOf(Example.ChatPreference.class, read("{'prompt': 'a', 'chosen': [{'role': 'user', 'content': 'a'}, "
                + "{'role': 'assistant', 'content': 'b'}], 'rejected': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'c'}]}"));
        assertNull(example.prompt());
        assertEquals(2, example.chosen().messages().size());
    }

    @Test void anAnswerIsGoodOrNot() {
        assertEquals(new Example.TextVerdict("a", "b", false), read("{'prompt': 'a', 'completion': 'b', 'label': 0}"));
        assertEquals(new Example.TextVerdict("a", "b", true), read("{'prompt': 'a', 'completion': 'b', 'label': 'True'}"));
        assertBad("label is \"good\"; expected true or false", "{'prompt': 'a', 'completion': 'b', 'label': 'good'}");
    }

    @Test void shareGptIsWrittenAsMessages() {
        var chat = conversation("{'system': 's', 'tools': '[{\\'name\\': \\'f\\'}]', 'conversations': [{'from': 'human', 'value': 'a'}, "
                + "{'from': 'function_call', 'value': '{\\'name\\': \\'f\\', \\'arguments\\': {\\'x\\': 1}}'}, "
                + "{'from': 'observation', 'value': 'b'}, {'role': 'gpt', 'content': 'c'}]}");
        assertEquals(JSON.readTree("""
                [{"role": "system", "content": "s"},
                 {"role": "user", "content": "a"},
                 {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": {"x": 1}}}]},
                 {"role": "tool", "content": "b"},
                 {"role": "assistant", "content": "c"}]"""), chat.messages());
        assertEquals(1, chat.tools().size());
        assertBad("message 1 has role \"alien\"; the roles are system, user, assistant, tool, developer",
                "{'conversations': [{'from': 'alien', 'value': 'a'}]}");
        assertBad("message 1 is a number; expected an object with role and content", "{'conversations': [1]}");
        assertBad("message 1 has no role; its keys are content", "{'conversations': [{'value': 'a'}]}".replace("value", "content"));
    }

    @Test void alpacaIsAPromptAndItsAnswer() {
        var example = (Example.ChatCompletion) read("{'instruction': 'Add.', 'input': '1 2', 'output': '3', 'system': 's', 'history': [['q', 'a']]}");
        assertEquals(JSON.readTree("""
                [{"role": "system", "content": "s"}, {"role": "user", "content": "q"}, {"role": "assistant", "content": "a"},
                 {"role": "user", "content": "Add.\\n1 2"}]"""), example.prompt().messages());
        assertEquals("[{\"role\":\"assistant\",\"content\":\"3\"}]", example.completion().toString());
        assertBad("history holds [\"q\"]; expected pairs of an instruction and its answer", "{'instruction': 'a', 'output': 'b', 'history': [['q']]}");
        assertBad("input is a number; expected a text", "{'instruction': 'a', 'output': 'b', 'input': 1}");
    }

    @Test void labelsAndMasksSayWhichIdsAreLearned() {
        assertLearned("{'input_ids': [5, 6, 7]}", true, true, true);
        assertLearned("{'input_ids': [5, 6, 7], 'labels': [-100, 6, 7]}", false, true, true);
        assertLearned("{'input_ids': [5, 6, 7], 'completion_mask': [0, 0, 1]}", false, false, true);
        assertLearned("{'input_ids': [5, 6, 7], 'completion_mask': [0, 1, 1], 'assistant_masks': [1, 1, 0], 'attention_mask': [1, 1, 1]}", false, true, false);
    }

    private static void assertLearned(String json, boolean... learned) {
        assertArrayEquals(learned, ((Example.Ids) read(json)).learned());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "labels[1] is 9 and input_ids[1] is 6; a label is the id at the same place, or -100 where it is not learned | {'input_ids': [5, 6], 'labels': [-100, 9]}",
            "labels has 1 entries and input_ids 2                                          | {'input_ids': [5, 6], 'labels': [5]}",
            "completion_mask[0] is 2; expected 0 or 1                                      | {'input_ids': [5], 'completion_mask': [2]}",
            "attention_mask hides a token, so the row is padded; leave out the padding     | {'input_ids': [5, 0], 'attention_mask': [1, 0]}",
            "input_ids[1] is \"6\"; expected a whole number                                | {'input_ids': [5, '6']}",
            "input_ids[0] is -1; a token id is 0 or more                                   | {'input_ids': [-1]}",
            "input_ids is empty                                                            | {'input_ids': []}",
            "chosen_ids[0] is 1.5; expected a whole number                                 | {'prompt_ids': [1], 'chosen_ids': [1.5], 'rejected_ids': [3]}"})
    void idsAreChecked(String message, String json) {
        assertBad(message.strip(), json);
    }

    @Test void aColumnThatIsMissingLaterIsNamed() {
        var error = assertThrows(BadRow.class, () -> new TextFormat().read(row("{'txt': 'a'}")));
        assertEquals("train.jsonl:812: has no text, as the first row has; its columns are txt", error.getMessage());
        assertBad("text is a list; expected a text", "{'text': []}");
    }
}
