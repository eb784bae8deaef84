package dev.hone.token.template;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A parsed template: Hugging Face's subset of Jinja, rendered as transformers does it (trimmed blocks, no HTML
/// escaping, nothing that a template could reach or change outside itself). It can be rendered from many threads.
public final class Template {
    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /// @throws TemplateError when the source is not a template, with the line
    public static Template parse(String source) {
        try {
            return new Template(Parser.parse(source));
        } catch (StackOverflowError e) {
            throw TemplateError.syntax("the template's blocks or brackets are nested too deeply", 0);
        }
    }

    /// @param variables what the template reads, as Java or Jackson values (see [Values])
    /// @param now       the clock behind `strftime_now`
    /// @throws TemplateError when the template raises, does what its data does not allow, or exceeds the limits
    public Rendered render(Map<String, ?> variables, Supplier<LocalDateTime> now, Limits limits) {
        var budget = new Budget(limits);
        return budget.during(() -> {
            Scope globals = new Scope(null);
            Globals.addTo(globals, now);
            variables.forEach((name, value) -> globals.set(name, Values.of(value)));
            return run(new Interpreter(budget, new Scope(globals)));
        });
    }

    private Rendered run(Interpreter interpreter) {
        try {
            return interpreter.render(statements);
        } catch (TemplateError e) {
            throw e.at(interpreter.line());
        } catch (StackOverflowError e) {
            throw TemplateError.limit("the template or its data is nested too deeply").at(interpreter.line());
        } catch (ArithmeticException e) {
            throw TemplateError.failed("a number is out of range: " + e.getMessage()).at(interpreter.line());
        }
    }
}
