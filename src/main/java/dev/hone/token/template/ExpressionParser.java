package dev.hone.token.template;

import dev.hone.token.template.Expr.Comparison;
import dev.hone.token.template.Expr.Given;
import dev.hone.token.template.Expr.Operator;
import dev.hone.token.template.Expr.Relation;
import dev.hone.token.template.Token.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads expressions, one method for each level of precedence, loosest first.
/// The order is Jinja's, which is not Python's: a filter binds tighter than any operator, and `~` tighter than `+`.
final class ExpressionParser {
    private static final Map<String, Relation> RELATIONS = Map.of("==", Relation.EQUAL, "!=", Relation.UNEQUAL,
            "<", Relation.LESS, "<=", Relation.LESS_OR_EQUAL, ">", Relation.GREATER, ">=", Relation.GREATER_OR_EQUAL);
    private static final Map<String, Operator> SUMS = Map.of("+", Operator.ADD, "-", Operator.SUBTRACT);
    private static final Map<String, Operator> PRODUCTS = Map.of("*", Operator.MULTIPLY, "/", Operator.DIVIDE,
            "//", Operator.FLOOR_DIVIDE, "%", Operator.REMAINDER);
    private static final Set<String> NEVER_A_TEST_ARGUMENT = Set.of("else", "or", "and");

    private final TokenStream tokens;
    /// Filters and tests that do not exist. Jinja forgives them where they may never be reached:
    /// in an `if` block and in an inline `if`.
    private final List<TemplateError> unknownNames = new ArrayList<>();
    private final List<TemplateError> kept = new ArrayList<>();

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    int unknownCount() {
        return unknownNames.size();
    }

    /// What stands in a block of its own inside an `if` is not forgiven.
    void keepUnknownSince(int count) {
        List<TemplateError> since = unknownNames.subList(count, unknownNames.size());
        kept.addAll(since);
        since.clear();
    }

    void forgiveUnknownSince(int count) {
        unknownNames.subList(count, unknownNames.size()).clear();
    }

    void refuseUnknown() {
        kept.addAll(unknownNames);
        if (!kept.isEmpty()) throw kept.getFirst();
    }

    Expr expression() {
        int before = unknownCount();
        Expr result = or();
        while (tokens.isName("if")) {
            int line = tokens.next().line();
            Expr test = or();
            Expr otherwise = tokens.skipName("else") ? expression() : null;
            result = new Expr.Conditional(test, result, otherwise, line);
            forgiveUnknownSince(before);
        }
        return result;
    }

    /// One expression, or several with commas, which make a tuple.
    Expr tupleOrExpression(boolean withConditional, boolean mayBeEmpty, String endName) {
        int line = tokens.current().line();
        List<Expr> items = new ArrayList<>();
        boolean isTuple = false;
        while (!endsTuple(endName)) {
            items.add(withConditional ? expression() : or());
            if (!tokens.skipOperator(",")) break;
            isTuple = true;
        }
        if (!isTuple && !items.isEmpty()) return items.getFirst();
        if (!isTuple && !mayBeEmpty) throw tokens.unexpected("an expression");
        return new Expr.TupleOf(items, line);
    }

    private boolean endsTuple(String endName) {
        return tokens.is(Type.PRINT_END) || tokens.is(Type.BLOCK_END) || tokens.isOperator(")")
                || endName != null && tokens.isName(endName);
    }

    Expr or() {
        Expr left = and();
        while (tokens.isName("or")) left = new Expr.Or(left, nextThen(this::and), left.line());
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.isName("and")) left = new Expr.And(left, nextThen(this::not), left.line());
        return left;
    }

    private Expr nextThen(java.util.function.Supplier<Expr> operand) {
        tokens.next();
        return operand.get();
    }

    private Expr not() {
        if (!tokens.isName("not")) return comparison();
        int line = tokens.next().line();
        return new Expr.Unary(Operator.NOT, not(), line);
    }

    private Expr comparison() {
        Expr first = sum();
        List<Comparison> others = new ArrayList<>();
        for (Relation relation = relation(); relation != null; relation = relation()) {
            others.add(new Comparison(relation, sum()));
        }
        return others.isEmpty() ? first : new Expr.Compare(first, others, first.line());
    }

    /// The relation here, read past; null when there is none.
    private Relation relation() {
        if (tokens.is(Type.OPERATOR)) {
            Relation relation = RELATIONS.get(tokens.current().text());
            if (relation != null) tokens.next();
            return relation;
        }
        if (tokens.skipName("in")) return Relation.IN;
        if (!tokens.isName("not") || !tokens.ahead().isName("in")) return null;
        tokens.next();
        tokens.next();
        return Relation.NOT_IN;
    }

    private Expr sum() {
        return leftToRight(SUMS, this::concat);
    }

    private Expr concat() {
        Expr first = product();
        if (!tokens.isOperator("~")) return first;
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) parts.add(product());
        return new Expr.Concat(parts, first.line());
    }

    private Expr product() {
        return leftToRight(PRODUCTS, this::power);
    }

    /// Jinja groups powers from the left, unlike Python.
    private Expr power() {
        return leftToRight(Map.of("**", Operator.POWER), () -> unary(true));
    }

    private Expr leftToRight(Map<String, Operator> operators, java.util.function.Supplier<Expr> operand) {
        Expr left = operand.get();
        while (tokens.is(Type.OPERATOR) && operators.containsKey(tokens.current().text())) {
            Operator operator = operators.get(tokens.next().text());
            left = new Expr.Binary(operator, left, operand.get(), left.line());
        }
        return left;
    }

    private Expr unary(boolean withFilter) {
        int line = tokens.current().line();
        Expr result = tokens.skipOperator("-") ? new Expr.Unary(Operator.NEGATE, unary(false), line)
                : tokens.skipOperator("+") ? new Expr.Unary(Operator.PLUS, unary(false), line)
                : primary();
        result = postfix(result);
        return withFilter ? filtersAndTests(result) : result;
    }

    Expr primary() {
        Token token = tokens.current();
        return switch (token.type()) {
            case NAME -> name(tokens.next());
            case STRING -> texts(token.line());
            case INTEGER, FLOAT -> new Expr.Constant(tokens.next().value(), token.line());
            case OPERATOR -> bracketed(token);
            default -> throw tokens.unexpected("an expression");
        };
    }

    private Expr name(Token token) {
        return switch (token.text()) {
            case "true", "True" -> new Expr.Constant(true, token.line());
            case "false", "False" -> new Expr.Constant(false, token.line());
            case "none", "None" -> new Expr.Constant(null, token.line());
            default -> {
                tokens.read(token.text());
                yield new Expr.Name(token.text(), token.line());
            }
        };
    }

    private Expr texts(int line) {
        var text = new StringBuilder();
        while (tokens.is(Type.STRING)) text.append(tokens.next().value());
        return new Expr.Constant(text.toString(), line);
    }

    private Expr bracketed(Token token) {
        if (tokens.skipOperator("(")) {
            Expr inner = tupleOrExpression(true, true, null);
            tokens.expectOperator(")");
            return inner;
        }
        if (tokens.skipOperator("[")) return new Expr.ListOf(items("]"), token.line());
        if (tokens.skipOperator("{")) return new Expr.DictOf(entries(), token.line());
        throw tokens.unexpected("an expression");
    }

    private List<Expr> items(String end) {
        List<Expr> items = new ArrayList<>();
        while (!tokens.isOperator(end)) {
            items.add(expression());
            if (!tokens.isOperator(end)) tokens.expectOperator(",");
        }
        tokens.expectOperator(end);
        return items;
    }

    private List<Expr.Entry> entries() {
        List<Expr.Entry> entries = new ArrayList<>();
        while (!tokens.isOperator("}")) {
            Expr key = expression();
            tokens.expectOperator(":");
            entries.add(new Expr.Entry(key, expression()));
            if (!tokens.isOperator("}")) tokens.expectOperator(",");
        }
        tokens.expectOperator("}");
        return entries;
    }

    Expr postfix(Expr target) {
        Expr result = target;
        while (true) {
            int line = tokens.current().line();
            if (tokens.skipOperator(".")) result = member(result, line);
            else if (tokens.skipOperator("[")) result = subscript(result, line);
            else if (tokens.isOperator("(")) result = new Expr.Call(result, given(), line);
            else return result;
        }
    }

    private Expr member(Expr target, int line) {
        if (tokens.is(Type.INTEGER)) return new Expr.Item(target, new Expr.Constant(tokens.next().value(), line), line);
        return new Expr.Attribute(target, tokens.expect(Type.NAME).text(), line);
    }

    private Expr subscript(Expr target, int line) {
        List<Expr> indexes = new ArrayList<>();
        while (!tokens.isOperator("]")) {
            if (!indexes.isEmpty()) tokens.expectOperator(",");
            indexes.add(indexOrSlice());
        }
        tokens.expectOperator("]");
        return new Expr.Item(target, indexes.size() == 1 ? indexes.getFirst() : new Expr.TupleOf(indexes, line), line);
    }

    private Expr indexOrSlice() {
        int line = tokens.current().line();
        Expr start = tokens.isOperator(":") ? null : expression();
        if (!tokens.skipOperator(":")) return start;
        Expr stop = endsSlicePart() ? null : expression();
        Expr step = tokens.skipOperator(":") && !endsSlicePart() ? expression() : null;
        return new Expr.Slice(start, stop, step, line);
    }

    private boolean endsSlicePart() {
        return tokens.isOperator(":") || tokens.isOperator("]") || tokens.isOperator(",");
    }

    private Expr filtersAndTests(Expr target) {
        Expr result = target;
        while (true) {
            if (tokens.isOperator("|")) result = filters(result);
            else if (tokens.isName("is")) result = test(result);
            else if (tokens.isOperator("(")) result = new Expr.Call(result, given(), tokens.current().line());
            else return result;
        }
    }

    /// `| name | name(arguments) ...` applied to the target; null when there is no pipe and no target.
    Expr filters(Expr target) {
        Expr result = target;
        while (tokens.skipOperator("|")) result = filter(result);
        return result;
    }

    Expr.Filter filter(Expr target) {
        int line = tokens.current().line();
        String name = dottedName();
        if (!Filters.exist(name)) unknownNames.add(TemplateError.syntax("there is no filter named '" + name + "'", line));
        return new Expr.Filter(target, name, tokens.isOperator("(") ? given() : Given.NONE, line);
    }

    private String dottedName() {
        var name = new StringBuilder(tokens.expect(Type.NAME).text());
        while (tokens.skipOperator(".")) name.append('.').append(tokens.expect(Type.NAME).text());
        return name.toString();
    }

    private Expr test(Expr target) {
        int line = tokens.next().line();
        boolean negated = tokens.skipName("not");
        String name = dottedName();
        if (!Tests.exist(name)) unknownNames.add(TemplateError.syntax("there is no test named '" + name + "'", line));
        Expr test = new Expr.Test(target, name, testArguments(), line);
        return negated ? new Expr.Unary(Operator.NOT, test, line) : test;
    }

    /// A test takes its one argument with or without parentheses: `is divisibleby(3)`, `is divisibleby 3`.
    private Given testArguments() {
        if (tokens.isOperator("(")) return given();
        if (!startsTestArgument()) return Given.NONE;
        if (tokens.isName("is")) throw TemplateError.syntax("tests with 'is' cannot follow each other", tokens.current().line());
        return new Given(List.of(postfix(primary())), List.of(), null, null);
    }

    private boolean startsTestArgument() {
        return switch (tokens.current().type()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !NEVER_A_TEST_ARGUMENT.contains(tokens.current().text());
            case OPERATOR -> tokens.isOperator("[") || tokens.isOperator("{");
            default -> false;
        };
    }

    Given given() {
        int line = tokens.current().line();
        List<Expr> positional = new ArrayList<>();
        List<Expr.Named> named = new ArrayList<>();
        Expr allPositional = null;
        Expr allNamed = null;
        tokens.expectOperator("(");
        while (!tokens.isOperator(")")) {
            boolean isNamed = tokens.is(Type.NAME) && tokens.ahead().isOperator("=");
            boolean late = allNamed != null || !isNamed && allPositional != null && !tokens.isOperator("**");
            if (late) throw TemplateError.syntax("arguments in a wrong order", line);
            if (tokens.skipOperator("*")) {
                allPositional = expression();
            } else if (tokens.skipOperator("**")) {
                allNamed = expression();
            } else if (isNamed) {
                String name = tokens.next().text();
                tokens.next();
                named.add(new Expr.Named(name, expression()));
            } else if (!named.isEmpty()) {
                throw TemplateError.syntax("a positional argument follows a named one", line);
            } else {
                positional.add(expression());
            }
            if (!tokens.isOperator(")")) tokens.expectOperator(",");
        }
        tokens.expectOperator(")");
        return new Given(positional, named, allPositional, allNamed);
    }
}
