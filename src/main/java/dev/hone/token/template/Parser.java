package dev.hone.token.template;

import dev.hone.token.template.Statement.Branch;
import dev.hone.token.template.Statement.Parameter;
import dev.hone.token.template.Statement.Signature;
import dev.hone.token.template.Statement.Target;
import dev.hone.token.template.Token.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads a template's blocks; expressions are left to [ExpressionParser].
final class Parser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int loops;

    private Parser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Statement> parse(String source) {
        var parser = new Parser(new TokenStream(Lexer.tokens(source)));
        List<Statement> body = parser.statements("the template");
        parser.expressions.refuseUnknown();
        return body;
    }

    /// Statements up to a block that starts with one of the ends, which stays current, or to the end of the template.
    private List<Statement> statements(String opener, String... ends) {
        List<Statement> body = new ArrayList<>();
        int openedOn = tokens.current().line();
        while (!tokens.is(Type.END)) {
            Token token = tokens.next();
            switch (token.type()) {
                case DATA -> body.add(new Statement.Text(token.text(), Strings.length(token.text()), token.line()));
                case PRINT_BEGIN -> {
                    body.add(new Statement.Print(expressions.tupleOrExpression(true, false, null), token.line()));
                    tokens.expect(Type.PRINT_END);
                }
                default -> {
                    for (String end : ends) if (tokens.isName(end)) return body;
                    statement(body);
                    tokens.expect(Type.BLOCK_END);
                }
            }
        }
        if (ends.length > 0) throw TemplateError.syntax("{% " + opener + " %} is never closed with {% " + ends[ends.length - 1] + " %}", openedOn);
        return body;
    }

    /// The body of a block, from its `%}` up to and including its end tag's name.
    private List<Statement> body(String opener, String end) {
        List<Statement> body = bodyUpTo(opener, end);
        tokens.next();
        return body;
    }

    private List<Statement> bodyUpTo(String opener, String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Type.BLOCK_END);
        int before = expressions.unknownCount();
        List<Statement> body = statements(opener, ends);
        if (!opener.equals("if")) expressions.keepUnknownSince(before);
        return body;
    }

    private void statement(List<Statement> into) {
        Token tag = tokens.expect(Type.NAME);
        int line = tag.line();
        switch (tag.text()) {
            case "set" -> into.add(set(line));
            case "if" -> into.add(conditional(line));
            case "for" -> into.add(loop(line));
            case "macro" -> into.add(macro(line));
            case "call" -> into.add(callBlock(line));
            case "filter" -> into.add(filterBlock(line));
            case "with" -> into.add(with(line));
            case "generation" -> into.add(new Statement.Generation(body("generation", "endgeneration"), line));
            case "print" -> print(into, line);
            case "break" -> into.add(new Statement.Break(inLoop(line, "break")));
            case "continue" -> into.add(new Statement.Continue(inLoop(line, "continue")));
            case "block" -> into.add(block(line));
            case "autoescape" -> into.addAll(withoutEscaping(line));
            case "import", "from", "include", "extends" -> into.add(otherTemplate(tag.text(), line));
            default -> throw TemplateError.syntax("unknown tag '" + tag.text() + "'", line);
        }
    }

    private int inLoop(int line, String tag) {
        if (loops == 0) throw TemplateError.syntax("'" + tag + "' outside a loop", line);
        return line;
    }

    private Statement set(int line) {
        Target target = target(true, null);
        if (tokens.skipOperator("=")) {
            return new Statement.Assign(target, expressions.tupleOrExpression(true, false, null), line);
        }
        Expr.Filter filter = (Expr.Filter) expressions.filters(null);
        return new Statement.AssignBlock(target, filter, body("set", "endset"), line);
    }

    private Statement conditional(int line) {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        int before = expressions.unknownCount();
        String tag = "if";
        while (!tag.equals("endif")) {
            if (tag.equals("else")) {
                otherwise = body("if", "endif");
                break;
            }
            Expr test = expressions.tupleOrExpression(false, false, null);
            branches.add(new Branch(test, bodyUpTo("if", "elif", "else", "endif")));
            tag = tokens.next().text();
        }
        expressions.forgiveUnknownSince(before);
        return new Statement.If(branches, otherwise, line);
    }

    private Statement loop(int line) {
        Target target = target(false, "in");
        tokens.expectName("in");
        Expr items = expressions.tupleOrExpression(false, false, "recursive");
        Expr condition = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        loops++;
        List<Statement> body = bodyUpTo("for", "else", "endfor");
        loops--;
        List<Statement> otherwise = tokens.next().text().equals("else") ? body("for", "endfor") : List.of();
        if (assignsLoop(target)) throw TemplateError.syntax("cannot assign to the special variable 'loop'", line);
        return new Statement.For(target, items, condition, recursive, body, otherwise, line);
    }

    private static boolean assignsLoop(Target target) {
        return switch (target) {
            case Target.Variable(String name) -> name.equals("loop");
            case Target.Member _ -> false;
            case Target.Several(List<Target> targets) -> targets.stream().anyMatch(Parser::assignsLoop);
        };
    }

    private Statement macro(int line) {
        String name = tokens.expect(Type.NAME).text();
        List<Parameter> parameters = parameters();
        Set<String> outer = tokens.enterBody();
        List<Statement> body = ownLoops("macro", "endmacro");
        return new Statement.Macro(name, signature(parameters, tokens.leaveBody(outer), line), body, line);
    }

    private Statement callBlock(int line) {
        List<Parameter> parameters = tokens.isOperator("(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof Expr.Call call)) throw TemplateError.syntax("{% call %} needs a call of a macro", line);
        Set<String> outer = tokens.enterBody();
        List<Statement> body = ownLoops("call", "endcall");
        return new Statement.CallBlock(signature(parameters, tokens.leaveBody(outer), line), call, body, line);
    }

    /// A macro's body cannot break a loop around the macro.
    private List<Statement> ownLoops(String opener, String end) {
        int outside = loops;
        loops = 0;
        List<Statement> body = body(opener, end);
        loops = outside;
        return body;
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        tokens.expectOperator("(");
        while (!tokens.isOperator(")")) {
            if (!parameters.isEmpty()) tokens.expectOperator(",");
            Token name = tokens.expect(Type.NAME);
            Expr fallback = tokens.skipOperator("=") ? expressions.expression() : null;
            if (fallback == null && !parameters.isEmpty() && parameters.getLast().fallback() != null) {
                throw TemplateError.syntax("parameter '" + name.text() + "' without a default follows one with a default", name.line());
            }
            parameters.add(new Parameter(name.text(), fallback));
        }
        tokens.expectOperator(")");
        return parameters;
    }

    private static Signature signature(List<Parameter> parameters, Set<String> read, int line) {
        boolean namesCaller = false;
        for (Parameter parameter : parameters) {
            if (!parameter.name().equals("caller")) continue;
            namesCaller = true;
            if (parameter.fallback() == null && read.contains("caller")) {
                throw TemplateError.syntax("the parameter 'caller' must be left out or have a default", line);
            }
        }
        List<String> own = parameters.stream().map(Parameter::name).toList();
        return new Signature(parameters, read.contains("caller") && !namesCaller,
                read.contains("kwargs") && !own.contains("kwargs"), read.contains("varargs") && !own.contains("varargs"));
    }

    private Statement filterBlock(int line) {
        Expr.Filter filter = (Expr.Filter) expressions.filters(expressions.filter(null));
        return new Statement.FilterBlock(filter, body("filter", "endfilter"), line);
    }

    private Statement with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!tokens.is(Type.BLOCK_END)) {
            if (!targets.isEmpty()) tokens.expectOperator(",");
            targets.add(target(false, null));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Statement.With(targets, values, body("with", "endwith"), line);
    }

    private void print(List<Statement> into, int line) {
        boolean first = true;
        while (!tokens.is(Type.BLOCK_END)) {
            if (!first) tokens.expectOperator(",");
            first = false;
            into.add(new Statement.Print(expressions.expression(), line));
        }
    }

    private Statement block(int line) {
        String name = tokens.expect(Type.NAME).text();
        boolean scoped = tokens.skipName("scoped");
        tokens.skipName("required");
        List<Statement> body = body("block", "endblock");
        tokens.skipName(name);
        return new Statement.Block(name, scoped, body, line);
    }

    /// Chat templates are rendered without HTML escaping, so only `{% autoescape false %}` can be obeyed.
    private List<Statement> withoutEscaping(int line) {
        Expr wanted = expressions.expression();
        if (!(wanted instanceof Expr.Constant(Object value, _)) || !Boolean.FALSE.equals(value)) {
            throw TemplateError.syntax("{% autoescape %} can only be switched off", line);
        }
        return body("autoescape", "endautoescape");
    }

    private Statement otherTemplate(String tag, int line) {
        while (!tokens.is(Type.BLOCK_END) && !tokens.is(Type.END)) tokens.next();
        return new Statement.OtherTemplate(tag, line);
    }

    private Target target(boolean withMembers, String endName) {
        List<Target> targets = new ArrayList<>();
        boolean several = false;
        while (!tokens.is(Type.BLOCK_END) && !tokens.isOperator("=") && (endName == null || !tokens.isName(endName))) {
            targets.add(oneTarget(withMembers));
            if (!tokens.skipOperator(",")) break;
            several = true;
        }
        if (targets.isEmpty()) throw tokens.unexpected("a name to assign to");
        return several ? new Target.Several(targets) : targets.getFirst();
    }

    private Target oneTarget(boolean withMembers) {
        int line = tokens.current().line();
        if (withMembers && tokens.is(Type.NAME) && tokens.ahead().isOperator(".")) {
            String namespace = tokens.next().text();
            tokens.next();
            tokens.read(namespace);
            return new Target.Member(namespace, tokens.expect(Type.NAME).text());
        }
        return asTarget(expressions.primary(), line);
    }

    private static Target asTarget(Expr expression, int line) {
        return switch (expression) {
            case Expr.Name(String name, _) -> new Target.Variable(name);
            case Expr.TupleOf(List<Expr> items, _) -> new Target.Several(items.stream().map(item -> asTarget(item, line)).toList());
            default -> throw TemplateError.syntax("cannot assign to this expression", line);
        };
    }
}
