package dev.hone.eval.call;

import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonText;
import java.util.List;

/// The language in which BFCL's functions are described and called.
public enum CallLanguage {
    PYTHON("Python 3"), JAVA("Java 8 SDK"), JAVASCRIPT("JavaScript");

    private final String title;

    CallLanguage(String title) {
        this.title = title;
    }

    /// As the prompt calls it.
    public String title() {
        return title;
    }

    /// The language of a category of the benchmark, such as `simple_java`.
    public static CallLanguage ofCategory(String category) {
        return category.contains("javascript") ? JAVASCRIPT : category.contains("java") ? JAVA : PYTHON;
    }

    /// The calls in `[f(x=1), g(y=2)]`; brackets may be missing.
    /// @throws PythonFault where the text is none
    public List<FunctionCall> calls(String output) {
        String list = PythonText.strip(output, "`\n ");
        if (!list.startsWith("[")) list = "[" + list;
        if (!list.endsWith("]")) list = list + "]";
        return switch (this) {
            case PYTHON -> PythonCalls.of(list);
            case JAVA, JAVASCRIPT -> List.of(BracedCalls.of(list.substring(1, list.length() - 1), this));
        };
    }
}
