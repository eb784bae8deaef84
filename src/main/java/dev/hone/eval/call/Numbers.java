package dev.hone.eval.call;

import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// Numbers without a described type.
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+(?:_\\d+)*"), REAL = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

    private Numbers() {}

    /// What Python's `int`, else its `float`, makes of a text; the text where neither can.
    static PythonValue of(String text) {
        String plain = PythonText.strip(text);
        if (WHOLE.matcher(plain).matches()) return new PythonValue.Whole(new BigInteger(plain.replace("_", "").replace("+", "")));
        return REAL.matcher(plain).matches() ? new PythonValue.Real(Double.parseDouble(plain)) : new PythonValue.Text(text);
    }
}
