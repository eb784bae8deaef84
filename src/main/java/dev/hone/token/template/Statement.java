package dev.hone.token.template;

import java.util.List;

/// What a template does, top to bottom: text, printed expressions and blocks.
sealed interface Statement {
    int line();

    record Text(String text, int codePoints, int line) implements Statement { }

    record Print(Expr value, int line) implements Statement { }

    record Assign(Target target, Expr value, int line) implements Statement { }

    /// `{% set name | filter %}body{% endset %}`; the filter may be null.
    record AssignBlock(Target target, Expr.Filter filter, List<Statement> body, int line) implements Statement { }

    record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement { }

    /// `{% for target in items if condition recursive %}body{% else %}otherwise{% endfor %}`; the condition may be null.
    record For(Target target, Expr items, Expr condition, boolean recursive,
               List<Statement> body, List<Statement> otherwise, int line) implements Statement { }

    record Macro(String name, Signature signature, List<Statement> body, int line) implements Statement { }

    /// `{% call(parameters) macro(...) %}body{% endcall %}`: the macro finds the body as `caller`.
    record CallBlock(Signature signature, Expr.Call call, List<Statement> body, int line) implements Statement { }

    record FilterBlock(Expr.Filter filter, List<Statement> body, int line) implements Statement { }

    record With(List<Target> targets, List<Expr> values, List<Statement> body, int line) implements Statement { }

    /// `{% generation %}body{% endgeneration %}`: what the assistant wrote.
    record Generation(List<Statement> body, int line) implements Statement { }

    /// `{% block name %}`: without inheritance, a body that sees only the template's outermost names, unless scoped.
    record Block(String name, boolean scoped, List<Statement> body, int line) implements Statement { }

    record Break(int line) implements Statement { }

    record Continue(int line) implements Statement { }

    /// Import, include and extends: they parse, but there is no second template to be had.
    record OtherTemplate(String tag, int line) implements Statement { }

    record Branch(Expr test, List<Statement> body) { }

    /// Parameters of a macro or call block, and which of the names that Jinja provides its body reads.
    record Signature(List<Parameter> parameters, boolean readsCaller, boolean readsNamed, boolean readsPositional) { }

    /// A parameter; without a default, `fallback` is null.
    record Parameter(String name, Expr fallback) { }

    /// What can be assigned to.
    sealed interface Target {
        record Variable(String name) implements Target { }

        record Member(String namespace, String name) implements Target { }

        record Several(List<Target> targets) implements Target { }
    }
}
