package dev.hone.eval.tau;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of TOML that databases are written in: tables, lists of tables, and values on one line that are written as in JSON.
final class Toml {
    private static final Pattern HEADER = Pattern.compile("(\\[\\[?)([\\w.-]+)]{1,2}"), ENTRY = Pattern.compile("([\\w-]+)\\s*=\\s*(.+)");

    private Toml() {}

    /// @param where the file, for messages
    static ObjectNode read(String text, String where) {
        ObjectNode root = JsonMapper.shared().createObjectNode(), table = root;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String plain = line.strip();
            if (plain.isEmpty() || plain.startsWith("#")) continue;
            Matcher header = HEADER.matcher(plain), entry = ENTRY.matcher(plain);
            if (header.matches()) table = table(root, header.group(2).split("\\."), header.group(1).equals("[["));
            else if (entry.matches()) table.set(entry.group(1), value(entry.group(2), where + ":" + number));
            else throw new UserError(where + ":" + number + ": expected [table], [[list]] or name = value on one line");
        }
        return root;
    }

    private static JsonNode value(String text, String where) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new UserError(where + ": the value is " + Json.reason(e) + "; no other form of TOML's values is read", e);
        }
    }

    /// The table of a name; where a part of the name is a list, its last item.
    private static ObjectNode table(ObjectNode root, String[] name, boolean item) {
        ObjectNode at = root;
        for (int i = 0; i < name.length; i++) {
            if (item && i == name.length - 1) return (at.get(name[i]) instanceof ArrayNode list ? list : at.putArray(name[i])).addObject();
            at = switch (at.get(name[i])) {
                case ObjectNode inner -> inner;
                case ArrayNode list when !list.isEmpty() -> (ObjectNode) list.get(list.size() - 1);
                case null, default -> at.putObject(name[i]);
            };
        }
        return at;
    }
}
