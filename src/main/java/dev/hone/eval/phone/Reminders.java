package dev.hone.eval.phone;

import dev.hone.eval.tool.Arguments;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// What a phone's owner wants to be reminded of: at a time, perhaps at a place.
record Reminders(Tables tables, double now) {
    private static final String ID = "reminder_id", TIME = "reminder_timestamp";
    private static final List<String> PLACE = List.of("latitude", "longitude");

    JsonNode add(Arguments given) {
        String content = given.text("content");
        JsonNode time = given.number(TIME);
        ObjectNode reminder = tables.add(Tables.REMINDER, ID).put("content", content).put("creation_timestamp", now).set(TIME, time);
        for (String column : PLACE) reminder.set(column, given.fields().path(column).isNumber() ? given.number(column) : NullNode.getInstance());
        return reminder.get(ID);
    }

    JsonNode modify(Arguments given) {
        ObjectNode reminder = tables.row(Tables.REMINDER, ID, given.text(ID));
        if (given.fields().has("content")) reminder.put("content", given.text("content"));
        for (String column : List.of(TIME, PLACE.getFirst(), PLACE.getLast())) if (given.fields().has(column)) reminder.set(column, given.number(column));
        return NullNode.getInstance();
    }

    JsonNode search(Arguments given) {
        return tables.where(Tables.REMINDER, row -> {
            if (given.fields().has(ID) && !row.path(ID).asString("").equals(given.text(ID))) return false;
            if (given.fields().has("content") && !Tables.contains(row.path("content"), given.text("content"))) return false;
            return Times.isWithin(given, row, "creation_timestamp") && Times.isWithin(given, row, TIME);
        });
    }
}
