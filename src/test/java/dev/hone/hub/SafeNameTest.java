package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"config.json", "data/train-00000-of-00001.parquet", "a b/ü..c.jsonl", ".gitattributes", "console.json", "...", "10:00.jsonl", "aux.parquet"})
    void ordinaryNamesPass(String name) {
        assertEquals("", SafeName.trouble(name, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../a", "a/../b", "a/..", "/a", "//host/a", "\\\\host\\a", "a\\..\\b", "C:a", "c:/a", ".", "a//b", "a/", "a\u0000b", "a\nb", "\u001b[2J"})
    void namesThatLeaveTheirFolderDoNot(String name) {
        assertNotEquals("", SafeName.trouble(name, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"con", "NUL.json", "data/aux.parquet", "com1", "lpt9.txt", "a. ", "a.", "b ", "x:stream", "10:00.jsonl", "a?", "conin$"})
    void windowsHasItsOwnTraps(String name) {
        assertNotEquals("", SafeName.trouble(name, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "console.json", "data/null.csv", "com10.json"})
    void windowsTakesOrdinaryNames(String name) {
        assertEquals("", SafeName.trouble(name, true));
    }
}
