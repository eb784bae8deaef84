package dev.hone.token.template;

import dev.hone.token.template.Statement.Parameter;
import dev.hone.token.template.Statement.Signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A macro, or the body of a call block: binds its arguments in a scope of its own and renders its body there.
/// @param name     null for the body of a call block
/// @param scope    where it was defined
/// @param evaluate gives the value of a parameter's default in the macro's scope
/// @param render   renders the body
record Macro(String name, Signature signature, Scope scope, Evaluator evaluate, Function<Scope, String> render) implements Callable {
    @Override public Object call(Arguments arguments) {
        Scope inner = new Scope(scope);
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        List<Object> positional = arguments.positional();
        List<Parameter> parameters = signature.parameters();
        bindParameters(inner, positional, named);
        if (signature.readsCaller()) {
            Object caller = named.remove("caller");
            inner.set("caller", caller == null ? Undefined.because("No caller defined") : caller);
        }
        if (signature.readsNamed()) inner.set("kwargs", dict(named));
        else if (!named.isEmpty()) throw unexpected(named.keySet().iterator().next(), named.containsKey("caller"));
        List<Object> surplus = positional.subList(Math.min(parameters.size(), positional.size()), positional.size());
        if (signature.readsPositional()) inner.set("varargs", new Tuple(new ArrayList<>(surplus)));
        else if (!surplus.isEmpty()) throw TemplateError.failed(
                "macro " + Printed.repr(name) + " takes not more than " + parameters.size() + " argument(s)");
        return render.apply(inner);
    }

    /// Defaults are evaluated after all given arguments are bound, first to last, and may use the ones before them.
    private void bindParameters(Scope inner, List<Object> positional, Map<String, Object> named) {
        List<Parameter> left = new ArrayList<>();
        List<Parameter> parameters = signature.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i).name();
            if (i < positional.size()) inner.set(parameter, positional.get(i));
            else if (named.containsKey(parameter)) inner.set(parameter, named.remove(parameter));
            else left.add(parameters.get(i));
        }
        for (Parameter parameter : left) {
            inner.set(parameter.name(), parameter.fallback() != null ? evaluate.value(parameter.fallback(), inner)
                    : Undefined.because("parameter " + Printed.repr(parameter.name()) + " was not provided"));
        }
    }

    private TemplateError unexpected(String argument, boolean hasCaller) {
        return TemplateError.failed("macro " + Printed.repr(name) + (hasCaller
                ? " was called with a body ({% call %}) but uses no caller()" : " takes no keyword argument " + Printed.repr(argument)));
    }

    private static Dict dict(Map<String, Object> named) {
        var dict = new Dict();
        named.forEach(dict::put);
        return dict;
    }

    /// What a template can ask a macro for, or [Members#ABSENT].
    Object member(String member) {
        return switch (member) {
            case "name" -> name;
            case "arguments" -> new Tuple(signature.parameters().stream().map(p -> (Object) p.name()).toList());
            case "caller" -> signature.readsCaller();
            case "catch_kwargs" -> signature.readsNamed();
            case "catch_varargs" -> signature.readsPositional();
            default -> Members.ABSENT;
        };
    }
}
