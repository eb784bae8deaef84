package dev.hone.curate.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceParsersTest {
    private static List<Optional<String>> faults(SourceBlock... blocks) {
        try (var parsers = new SourceParsers()) {
            return parsers.faults(List.of(blocks));
        }
    }

    private static Optional<String> fault(SourceLanguage language, String source) {
        return faults(new SourceBlock(language, source)).getFirst();
    }

    @ParameterizedTest @ValueSource(strings = {"public class A { int x = 1; }", "int twice(int x) { return 2 * x; }", "import java.util.List;\nvar x = List.of(1);\nfor (int i : x) use(i);",
        "package a.b;\nrecord Point(int x, int y) {}", "foo();"})
    void filesMembersAndStatementsAreJava(String source) {
        assertEquals(Optional.empty(), fault(SourceLanguage.JAVA, source));
    }

    @Test void mistakesAreTold() {
        assertEquals("line 1: ';' expected", fault(SourceLanguage.JAVA, "class A { int x = 1 }").orElseThrow());
        assertTrue(fault(SourceLanguage.JSON, "{\"a\": 1,\n \"b\"}").orElseThrow().startsWith("line 2: "));
        assertEquals(Optional.empty(), fault(SourceLanguage.JSON, "{\"a\": [1, 2]}"));
        for (SourceLanguage language : List.of(SourceLanguage.JAVA, SourceLanguage.JSON)) assertTrue(fault(language, "[".repeat(200_000)).isPresent());
        assertEquals("nested too deep", fault(SourceLanguage.JAVA, "var x = " + "(".repeat(200_000) + "1;").orElseThrow());
    }

    @Test void pythonIsLookedAtAndNotRun() {
        // The third would never end; the last is nested too deep for the parser.
        List<Optional<String>> faults = faults(block("print('a')"), block("print 'a'"), block("while True: pass"), block("def f(:"), block("-".repeat(200_000) + "1"));
        assertEquals(Optional.empty(), faults.get(0));
        assertTrue(faults.get(1).orElseThrow().startsWith("line 1: "), faults.toString());
        assertEquals(Optional.empty(), faults.get(2));
        assertEquals("line 1: invalid syntax", faults.get(3).orElseThrow());
        assertTrue(faults.get(4).isPresent(), faults.toString());
    }

    private static SourceBlock block(String source) {
        return new SourceBlock(SourceLanguage.PYTHON, source);
    }

    @Test void blocksAreThoseWhoseLanguageIsKnown() {
        String text = "First:\n```py\nx = 1\n```\nthen\n  ```json\n  {}\n  ```\n```\nno language\n```\n```cobol\nMOVE\n```\n```java title=\"A\"\nint x;\n```\n```python\nnever closed";
        assertEquals(List.of(new SourceBlock(SourceLanguage.PYTHON, "x = 1"), new SourceBlock(SourceLanguage.JSON, "{}"), new SourceBlock(SourceLanguage.JAVA, "int x;")), SourceBlock.in(text));
    }
}
