package dev.hone.eval.phone;

import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox.Refusal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages that a phone's owner has sent and received.
record Messages(Tables tables, Switches switches, double now) {
    JsonNode send(String number, String content) {
        if (!switches.isOn("cellular")) throw new Refusal("the cellular service is off, so that no message can be sent");
        if (!number.matches("\\+\\d{6,15}")) throw new Refusal(number + " is no phone number; expected + and digits, such as +12025550142");
        ObjectNode self = self(), other = tables.find(Tables.CONTACT, "phone_number", number);
        return tables.add(Tables.MESSAGING, "message_id").<ObjectNode>set("sender_person_id", self.path("person_id")).<ObjectNode>set("sender_phone_number", self.path("phone_number"))
                .put("recipient_person_id", other == null ? null : other.path("person_id").asString()).put("recipient_phone_number", number)
                .put("content", content).put("creation_timestamp", now).get("message_id");
    }

    private ObjectNode self() {
        for (JsonNode contact : tables.rows(Tables.CONTACT)) if (contact.path("is_self").asBoolean(false)) return (ObjectNode) contact;
        throw new Refusal("the phone does not know its owner's number");
    }

    JsonNode search(Arguments given) {
        return tables.where(Tables.MESSAGING, row -> {
            for (String column : List.of("message_id", "sender_person_id", "sender_phone_number", "recipient_person_id", "recipient_phone_number"))
                if (given.fields().has(column) && !row.path(column).asString("").equals(given.text(column))) return false;
            if (given.fields().has("content") && !Tables.contains(row.path("content"), given.text("content"))) return false;
            return Times.isWithin(given, row, "creation_timestamp");
        });
    }
}
