package dev.hone.train;

import dev.hone.settings.UserError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What a schedule is made of. It notes which of `lr_scheduler_kwargs` a schedule asks for, so that the others can be refused.
final class ScheduleArguments {
    private final double rate;
    private final int warmupSteps;
    private final int totalSteps;
    private final Map<String, JsonNode> kwargs;
    private final Set<String> asked = new LinkedHashSet<>();

    ScheduleArguments(double rate, int warmupSteps, int totalSteps, Map<String, JsonNode> kwargs) {
        this.rate = rate;
        this.warmupSteps = warmupSteps;
        this.totalSteps = totalSteps;
        this.kwargs = kwargs;
    }

    double rate() {
        return rate;
    }

    int warmupSteps() {
        return warmupSteps;
    }

    int totalSteps() {
        return totalSteps;
    }

    boolean has(String name) {
        asked.add(name);
        return kwargs.containsKey(name) && !kwargs.get(name).isNull();
    }

    double number(String name, double otherwise) {
        if (!has(name)) return otherwise;
        JsonNode value = kwargs.get(name);
        try {
            if (value.isNumber() || value.isString()) return Double.parseDouble(value.asString());     // 1e-5 is a text in YAML 1.2
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw wrong(name, "a number");
    }

    int steps(String name, int otherwise) {
        double steps = number(name, otherwise);
        if (steps != Math.rint(steps) || steps < 0 || steps > Integer.MAX_VALUE) throw wrong(name, "a whole number of steps");
        return (int) steps;
    }

    String choice(String name, String otherwise, String... allowed) {
        if (!has(name)) return otherwise;
        String choice = kwargs.get(name).asString("");
        if (!List.of(allowed).contains(choice)) throw wrong(name, "one of " + String.join(", ", allowed));
        return choice;
    }

    void refuseRest(String type) {
        for (String name : kwargs.keySet()) if (!asked.contains(name)) throw new UserError("lr_scheduler_kwargs has " + name + "; "
                + type + " takes " + (asked.isEmpty() ? "none" : String.join(", ", asked)));
    }

    private UserError wrong(String name, String expected) {
        return new UserError("lr_scheduler_kwargs: " + name + " is " + kwargs.get(name) + "; expected " + expected);
    }
}
