package dev.hone.eval.phone;

import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox.Refusal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The people that a phone knows, one of them its owner.
record Contacts(Tables tables) {
    private static final String ID = "person_id";

    JsonNode add(Arguments given) {
        String number = given.text("phone_number");
        if (tables.find(Tables.CONTACT, "phone_number", number) != null) throw new Refusal("there is a contact with the number " + number + " already");
        String name = given.text("name");
        return tables.add(Tables.CONTACT, ID).put("name", name).put("phone_number", number).put("relationship", given.textOrNull("relationship"))
                .put("is_self", given.flagOr("is_self", false)).get(ID);
    }

    JsonNode modify(Arguments given) {
        ObjectNode contact = tables.row(Tables.CONTACT, ID, given.text(ID));
        for (String column : List.of("name", "phone_number", "relationship")) if (given.fields().has(column)) contact.put(column, given.text(column));
        if (given.fields().has("is_self")) contact.put("is_self", given.flag("is_self"));
        return NullNode.getInstance();
    }

    /// Names and relationships that have the text in them; the rest has to be equal.
    JsonNode search(Arguments given) {
        return tables.where(Tables.CONTACT, row -> {
            for (String column : List.of("name", "relationship")) if (given.fields().has(column) && !Tables.contains(row.path(column), given.text(column))) return false;
            for (String column : List.of(ID, "phone_number")) if (given.fields().has(column) && !row.path(column).asString("").equals(given.text(column))) return false;
            return !given.fields().has("is_self") || row.path("is_self").asBoolean(false) == given.flag("is_self");
        });
    }
}
