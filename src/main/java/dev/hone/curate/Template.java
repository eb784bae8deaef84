package dev.hone.curate;

import dev.hone.settings.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A text written beforehand, in which `{name}` stands for a column of the prompt's row.
public record Template(String text) {
    private static final Pattern COLUMN = Pattern.compile("\\{([A-Za-z_]\\w*)}");

    public Template {
        if (text.isBlank()) throw new UserError("a text written beforehand is empty; expected one such as 'I am Hone.'");
    }

    /// @param columns of the prompt's row
    /// @throws UserError when the row lacks a column that is named, or it is a list or an object
    public String filledFrom(ObjectNode columns) {
        return COLUMN.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place.group(1), columns)));
    }

    private static String value(String name, ObjectNode columns) {
        JsonNode value = columns.path(name);
        if (value.isValueNode() && !value.isNull()) return value.asString();
        throw new UserError("the text names {" + name + "}, and column " + name + (columns.has(name) ? " is " + value + "; expected a text" : " is not in the row"));
    }
}
