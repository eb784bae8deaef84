package dev.hone.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Example.ChatPreference;
import dev.hone.data.Example.IdsPreference;
import dev.hone.data.Example.TextPreference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImplicitPromptTest {
    /// Chosen, rejected, and what TRL's extract_prompt makes of them: prompt, chosen, rejected.
    @ParameterizedTest @CsvSource(quoteCharacter = '"', textBlock = """
            "The sky is blue.","The sky is green.","The sky is"," blue."," green."
            "The sky is blue.","The sky isn't.","The sky is"," blue.","n't."
            "yes","no","","yes","no"
            "abc","abcdef","ab","c","cdef"
            "abc","abc","ab","c","c"
            "a 😀","a 😁","a"," 😀"," 😁"
            "a😀","a😀b","a","😀","😀b"
            """)
    void ofTexts(String chosen, String rejected, String prompt, String better, String worse) {
        assertEquals(new TextPreference(prompt, better, worse, 0), ImplicitPrompt.split(new TextPreference(null, chosen, rejected, 0)));
    }

    @Test void ofMessages() {
        String user = "{'role':'user','content':'Hi'}";
        String more = "{'role':'user','content':'More?'}";
        String yes = "{'role':'assistant','content':'Yes'}";
        String no = "{'role':'assistant','content':'No'}";
        ChatPreference longer = split(user + "," + yes + "," + more + "," + yes, user + "," + yes + "," + more + "," + no);
        assertEquals(3, longer.prompt().messages().size());
        assertEquals("Yes", longer.chosen().messages().get(0).get("content").stringValue());
        assertEquals("No", longer.rejected().messages().get(0).get("content").stringValue());
        assertEquals(1, split(user + "," + yes, user + "," + no + "," + more + "," + yes).prompt().messages().size());
        // one is all of what the other begins with: its last message is left to it
        assertEquals(1, split(user + "," + yes, user + "," + yes + "," + more + "," + no).prompt().messages().size());
        assertEquals(0, split(yes, no).prompt().messages().size());
    }

    private static ChatPreference split(String chosen, String rejected) {
        return ImplicitPrompt.split((ChatPreference) Examples.judged("{'chosen':[" + chosen + "],'rejected':[" + rejected + "]}"));
    }

    @Test void ofIds() {
        IdsPreference split = ImplicitPrompt.split(new IdsPreference(null, new int[] {1, 2, 3}, new int[] {1, 2, 4, 5}, 0));
        assertArrayEquals(new int[] {1, 2}, split.prompt());
        assertArrayEquals(new int[] {3}, split.chosen());
        assertArrayEquals(new int[] {4, 5}, split.rejected());
    }

    @Test void aPromptOfItsOwnStays() {
        var row = new TextPreference("a", "ab", "ac", 0);
        assertEquals(row, ImplicitPrompt.split(row));
    }
}
