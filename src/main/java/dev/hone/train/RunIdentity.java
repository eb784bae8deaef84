package dev.hone.train;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// What the numbers of a run depend on: a run goes on only with the same.
/// @param settings each setting that changes numbers, as JSON
/// @param data     hash of what is learned
/// @param model    hash of the model that training began with
public record RunIdentity(Map<String, String> settings, String data, String model) {
    /// @param now the identity of the run that shall go on from a checkpoint of this one
    /// @throws UserError when they differ
    void requireSame(RunIdentity now, String checkpoint) {
        List<String> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(settings.keySet());
        names.addAll(now.settings.keySet());
        for (String name : names) {
            String before = settings.get(name), after = now.settings.get(name);
            if (!Objects.equals(before, after)) changes.add(name + " was " + before + " and is " + after);
        }
        if (!data.equals(now.data)) changes.add("the data, or how they become tokens, is not the same");
        if (!model.equals(now.model)) changes.add("the model that training began with is not the same");
        if (!changes.isEmpty()) throw new UserError("cannot go on from " + checkpoint + ", as other numbers would come out: "
                + String.join("; ", changes) + ". Put it back, or begin anew in another output_dir");
    }
}
