package dev.hone.token.template;

import dev.hone.token.template.Statement.Branch;
import dev.hone.token.template.Statement.Target;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Runs a template's statements once, for one rendering.
final class Interpreter {
    private enum Signal { GO_ON, BREAK, CONTINUE }

    private final Budget budget;
    private final Scope outermost;
    private final Evaluator evaluator = new Evaluator();
    /// What is already final. Text inside a macro or captured block is elsewhere until it is printed here.
    private final Output root = new Output();
    private final List<Span> assistantSpans = new ArrayList<>();
    private final Map<Object, Integer> messages = new IdentityHashMap<>();
    private final List<Rendered.Round> rounds = new ArrayList<>();
    private final List<Integer> seams = new ArrayList<>();
    private int line;

    Interpreter(Budget budget, Scope outermost) {
        this.budget = budget;
        this.outermost = outermost;
        if (outermost.get("messages") instanceof List<?> list) for (Object message : list) messages.put(message, messages.size());
    }

    Rendered render(List<Statement> template) {
        run(template, outermost, root);
        return new Rendered(root.toString(), List.copyOf(assistantSpans), List.copyOf(rounds), List.copyOf(seams));
    }

    /// The line that was being executed last, for messages.
    int line() {
        return line;
    }

    private Signal run(List<Statement> statements, Scope scope, Output output) {
        for (Statement statement : statements) {
            Signal signal = run(statement, scope, output);
            if (signal != Signal.GO_ON) return signal;
        }
        return Signal.GO_ON;
    }

    private Signal run(Statement statement, Scope scope, Output output) {
        Budget.step();
        line = statement.line();
        switch (statement) {
            case Statement.Text(String text, int codePoints, _) -> {
                noteSeam(output);
                output.append(text, codePoints);
            }
            case Statement.Print(Expr value, _) -> {
                noteSeam(output);
                output.append(Printed.text(evaluator.value(value, scope)));
            }
            case Statement.Assign(Target target, Expr value, _) -> assign(target, evaluator.value(value, scope), scope);
            case Statement.AssignBlock block -> assign(block.target(), captured(block, scope), scope);
            case Statement.If choice -> {
                return choose(choice, scope, output);
            }
            case Statement.For loop -> loop(loop, scope, output);
            case Statement.Macro macro -> scope.set(macro.name(), macro(macro.name(), macro.signature(), macro.body(), scope));
            case Statement.CallBlock block -> output.append(Printed.text(callWithBody(block, scope)));
            case Statement.FilterBlock(Expr.Filter filter, List<Statement> body, _) -> {
                Scope inner = new Scope(scope);
                output.append(Printed.text(evaluator.filtered(filter, captured(body, inner), inner)));
            }
            case Statement.With with -> {
                return with(with, scope, output);
            }
            case Statement.Generation(List<Statement> body, _) -> generation(body, scope, output);
            case Statement.Block(_, boolean scoped, List<Statement> body, _) -> run(body, new Scope(scoped ? scope : outermost), output);
            case Statement.Break _ -> {
                return Signal.BREAK;
            }
            case Statement.Continue _ -> {
                return Signal.CONTINUE;
            }
            case Statement.OtherTemplate(String tag, _) -> throw TemplateError.failed(
                    "{% " + tag + " %} needs a second template, and a chat template is alone");
        }
        return Signal.GO_ON;
    }

    private void noteSeam(Output output) {
        if (output == root && (seams.isEmpty() || seams.getLast() < root.codePoints())) seams.add(root.codePoints());
    }

    private void noteRound(Object element, int start, Output output) {
        Integer message = messages.get(element);
        if (output == root && message != null) rounds.add(new Rendered.Round(message, new Span(start, root.codePoints())));
    }

    private void assign(Target target, Object value, Scope scope) {
        switch (target) {
            case Target.Variable(String name) -> scope.set(name, value);
            case Target.Member(String namespace, String name) -> {
                if (!(scope.get(namespace) instanceof Namespace known)) {
                    throw TemplateError.failed("cannot assign attribute on non-namespace object");
                }
                known.set(name, value);
            }
            case Target.Several(List<Target> targets) -> unpack(targets, value, scope);
        }
    }

    private void unpack(List<Target> targets, Object value, Scope scope) {
        if (!Iteration.isPossible(value)) throw TemplateError.failed("cannot unpack non-iterable " + Types.name(value) + " object");
        List<Object> parts = Iteration.list(value);
        if (parts.size() < targets.size()) throw TemplateError.failed(
                "not enough values to unpack (expected " + targets.size() + ", got " + parts.size() + ")");
        if (parts.size() > targets.size()) throw TemplateError.failed("too many values to unpack (expected " + targets.size() + ")");
        for (int i = 0; i < targets.size(); i++) assign(targets.get(i), parts.get(i), scope);
    }

    private Object captured(Statement.AssignBlock block, Scope scope) {
        Scope inner = new Scope(scope);
        String body = captured(block.body(), inner);
        return block.filter() == null ? body : evaluator.filtered(block.filter(), body, inner);
    }

    private String captured(List<Statement> body, Scope scope) {
        Output output = new Output();
        run(body, scope, output);
        return output.toString();
    }

    private Signal choose(Statement.If choice, Scope scope, Output output) {
        for (Branch branch : choice.branches()) {
            if (evaluator.isTrue(branch.test(), scope)) return run(branch.body(), scope, output);
        }
        return run(choice.otherwise(), scope, output);
    }

    private Signal with(Statement.With with, Scope scope, Output output) {
        Scope inner = new Scope(scope);
        for (int i = 0; i < with.targets().size(); i++) {
            assign(with.targets().get(i), evaluator.value(with.values().get(i), scope), inner);
        }
        return run(with.body(), inner, output);
    }

    private void loop(Statement.For loop, Scope scope, Output output) {
        Object items = evaluator.value(loop.items(), scope);
        if (loop.recursive()) output.append(recursiveLoop(loop, scope, items, 0));
        else rounds(loop, scope, output, items, 0, null);
    }

    private String recursiveLoop(Statement.For loop, Scope scope, Object items, int depth) {
        return deeper(() -> {
            Output inner = new Output();
            rounds(loop, scope, inner, items, depth, (innerItems, innerDepth) -> recursiveLoop(loop, scope, innerItems, innerDepth));
            return inner.toString();
        });
    }

    /// As in the Python that Jinja writes, a round that ends by `break` or `continue` does not count against the `else`.
    private void rounds(Statement.For loop, Scope scope, Output output, Object items, int depth, BiFunction<Object, Integer, String> recurse) {
        Iterator<?> elements = Iteration.of(items);
        Object counted = items;
        if (loop.condition() != null) {
            elements = SequenceFilters.filtered(elements, element -> isWanted(loop, element, scope));
            counted = new Generator("generator", elements);
        }
        var state = new LoopState(counted, elements, depth, recurse);
        boolean anyFinished = false;
        while (state.advance()) {
            Scope round = new Scope(scope);
            round.set("loop", state);
            assign(loop.target(), state.current(), round);
            int start = output.codePoints();
            Signal signal = run(loop.body(), round, output);
            noteRound(state.current(), start, output);
            if (signal == Signal.BREAK) break;
            anyFinished |= signal == Signal.GO_ON;
        }
        if (!anyFinished) run(loop.otherwise(), new Scope(scope), output);
    }

    private boolean isWanted(Statement.For loop, Object element, Scope scope) {
        Scope inner = new Scope(scope);
        assign(loop.target(), element, inner);
        return evaluator.isTrue(loop.condition(), inner);
    }

    private Macro macro(String name, Statement.Signature signature, List<Statement> body, Scope scope) {
        return new Macro(name, signature, scope, evaluator, inner -> {
            int calledFrom = line;
            String text = deeper(() -> captured(body, inner));
            line = calledFrom;
            return text;
        });
    }

    private String deeper(java.util.function.Supplier<String> work) {
        budget.enter();
        String result = work.get();
        budget.leave();
        return result;
    }

    private Object callWithBody(Statement.CallBlock block, Scope scope) {
        Macro caller = macro(null, block.signature(), block.body(), scope);
        return evaluator.call(block.call(), Map.of("caller", caller), scope);
    }

    /// transformers takes the span's start from what is final so far, even where the block stands in a macro.
    private void generation(List<Statement> body, Scope scope, Output output) {
        Output inner = new Output();
        run(body, new Scope(scope), inner);
        assistantSpans.add(new Span(root.codePoints(), root.codePoints() + inner.codePoints()));
        output.append(inner.toString(), inner.codePoints());
    }
}
