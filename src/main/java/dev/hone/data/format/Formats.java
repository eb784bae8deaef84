package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.settings.Nearest;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue of formats.
public final class Formats {
    /// In the order in which they are tried on a row: one that asks for more columns before one that asks for fewer of them.
    public static final List<Format> ALL = List.of(
            new IdsPreferenceFormat(),
            new IdsFormat(),
            new VerdictFormat(),
            new PreferenceFormat(),
            new CompletionFormat(),
            new MessagesFormat(),
            new ShareGptFormat(),
            new AlpacaFormat(),
            new TextFormat(),
            new IdsPromptFormat(),
            new PromptFormat());

    private static final String CONVERSATIONAL = "conversational";

    private Formats() {}

    /// The format of this name.
    public static Format named(String name, Set<Goal> goals) {
        return wanted(goals).stream().filter(format -> format.name().equals(name)).findFirst().orElseThrow(() -> new UserError(
                "dataset_format is \"" + name + "\"; the formats that can be used here are "
                + String.join(", ", names(goals)) + Nearest.hint(name, names(goals))));
    }

    private static List<Format> wanted(Set<Goal> goals) {
        return ALL.stream().filter(format -> goals.contains(format.goal())).toList();
    }

    /// The format of a data set, told by the columns of its first row.
    /// @param goals what may be learned from it
    public static Format of(Row first, Set<Goal> goals) {
        return wanted(goals).stream().filter(format -> format.fits(first.fields())).findFirst().orElseThrow(() -> new UserError(
                first.where() + ": has the columns " + String.join(", ", first.fields().propertyNames()) + other(first)
                + ", which fit no format that can be used here; those are "
                + wanted(goals).stream().map(format -> format.name() + " (" + format.columns() + ")").collect(Collectors.joining(", "))
                + ". column_mapping renames columns, for example {question: prompt, answer: completion}"));
    }

    private static String other(Row first) {
        return ALL.stream().filter(format -> format.fits(first.fields())).findFirst()
                .map(format -> " (" + format.name() + ")").orElse("");
    }

    /// The columns of a row that its example says nothing of, such as an `id` or the right `answer`.
    public static ObjectNode others(Row row, Format format, Example example) {
        ObjectNode others = row.fields().deepCopy();
        others.remove(format.reads());
        if (style(example).equals(CONVERSATIONAL)) others.remove(Messages.BESIDES);
        return others;
    }

    private static List<String> names(Set<Goal> goals) {
        return wanted(goals).stream().map(Format::name).sorted().toList();
    }

    /// How an example is written: TRL's words for plain text and for messages.
    public static String style(Example example) {
        return switch (example) {
            case Example.Text _, Example.TextCompletion _, Example.TextPreference _, Example.TextVerdict _, Example.TextPrompt _ -> "standard";
            case Example.Chat _, Example.ChatCompletion _, Example.ChatPreference _, Example.ChatVerdict _, Example.ChatPrompt _ -> CONVERSATIONAL;
            case Example.Ids _, Example.IdsPreference _, Example.IdsPrompt _ -> "token ids";
        };
    }
}
