package dev.hone.curate.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.curate.pipeline.Candidate;
import dev.hone.data.Row;
import dev.hone.data.format.ExampleColumns;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;
import dev.hone.settings.UserError;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ConvertTest {
    private static Candidate row(String json) {
        var row = new Row((ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"')), "rows.jsonl", 1);
        return new Candidate(row.where(), Formats.of(row, EnumSet.allOf(Goal.class)).read(row), JsonNodeFactory.instance.objectNode(), Candidate.TRAIN);
    }

    private static String converted(Target to, String json) {
        return String.join(" ", to.of(row(json)).stream().map(example -> ExampleColumns.of(example).toString().replace('"', '\'')).toList());
    }

    @ParameterizedTest @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "MESSAGES | {'prompt':'2+3?','completion':'5'} | {'messages':[{'role':'user','content':'2+3?'},{'role':'assistant','content':'5'}]}",
        "MESSAGES | {'conversations':[{'from':'human','value':'Hi'},{'from':'gpt','value':'Ho'}]} | {'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Ho'}]}",
        "PROMPT_COMPLETION | {'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}]} | {'prompt':[{'role':'user','content':'a'}],'completion':[{'role':'assistant','content':'b'}]}",
        "PROMPT_COMPLETION | {'prompt':'a','chosen':'b','rejected':'c'} | {'prompt':'a','completion':'b'}",
        "PROMPT_COMPLETION | {'prompt':'a','completion':'b','label':false} | ",
        "PROMPT_COMPLETION | {'prompt':[{'role':'user','content':'a'}],'completion':[{'role':'assistant','content':'b'},{'role':'tool','content':'c'},{'role':'assistant','content':'d'}],'label':true} | {'prompt':[{'role':'user','content':'a'}],'completion':[{'role':'assistant','content':'b'},{'role':'tool','content':'c'},{'role':'assistant','content':'d'}]}",
        "PROMPT_COMPLETION | {'prompt':[{'role':'user','content':'a'}],'chosen':[{'role':'assistant','content':'b'},{'role':'tool','content':'c'},{'role':'assistant','content':'d'}],'rejected':[{'role':'assistant','content':'e'}]} | {'prompt':[{'role':'user','content':'a'}],'completion':[{'role':'assistant','content':'b'},{'role':'tool','content':'c'},{'role':'assistant','content':'d'}]}",
        "PROMPT_ONLY | {'instruction':'Add.','input':'2 and 3','output':'5'} | {'prompt':[{'role':'user','content':'Add.\\n2 and 3'}]}",
        "UNPAIRED_PREFERENCE | {'prompt':'a','chosen':'b','rejected':'c'} | {'prompt':'a','completion':'b','label':true} {'prompt':'a','completion':'c','label':false}",
        "PREFERENCE | {'prompt':'a','completion':'b'} | ",
        "TEXT | {'prompt':'2+3=','completion':'5'} | {'text':'2+3=5'}"})
    void rowsBecomeRowsOfAnotherFormat(Target to, String json, String expected) {
        assertEquals(expected == null ? "" : expected, converted(to, json));
    }

    @Test void messagesAreNoPlainText() {
        assertTrue(assertThrows(UserError.class, () -> converted(Target.TEXT, "{'messages':[{'role':'user','content':'a'}]}")).getMessage().contains("hone render"));
    }
}
