package dev.hone.eval.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PythonParserTest {
    private static String repr(String text) {
        return PythonParser.parse(text).literal().repr();
    }

    @Test void literals() {
        assertEquals("[1, 2.5, 'a', None, True, (1,), {'k': [-3]}]", repr("[1, 2.5, \"a\", None, True, (1,), {'k': [-3],},]"));
        assertEquals("\"it's\"", repr("'it\\'s'"));
        assertEquals("'a\\nb\\\\d'", repr("'a\\n' \"b\\d\""));
        assertEquals("[255, 1000, 1e+16, 1e-05, 0.5, 3.0]", repr("[0xff, 1_000, 1e16, 0.00001, .5, 3.]"));
        assertEquals("(1, 2)", repr("1, 2"));
    }

    @Test void arithmetic() {
        // minus binds looser than power; // and % round down
        assertEquals("-4", PythonArithmetic.value(PythonParser.parse("-2 ** 2")).repr());
        assertEquals("-4", PythonArithmetic.value(PythonParser.parse("-7 // 2")).repr());
        assertEquals("1", PythonArithmetic.value(PythonParser.parse("-7 % 2")).repr());
        assertEquals("7.0", PythonArithmetic.value(PythonParser.parse("1 + 2 * 6 / 2")).repr());
    }

    @Test void callsAreWrittenAsPythonWould() {
        assertEquals("a.b(1, [x], k='v')", PythonParser.parse("a.b( 1,[x],k=\"v\" )").source());
        assertEquals("f(x[0], -y, (a + b) * 2)", PythonParser.parse("f(x[0], -y, (a+b)*2)").source());
    }

    @Test void whatIsNoExpressionIsRefused() {
        for (String text : new String[] {"", "f(", "I cannot help with that.", "[1", "08", "'a", "f(a=1, 2)", "lambda x: x", "a b", "1x", "{1}"})
            assertThrows(PythonFault.class, () -> PythonParser.parse(text), text);
        assertThrows(PythonFault.class, () -> PythonParser.parse("f(1)").literal());
    }
}
