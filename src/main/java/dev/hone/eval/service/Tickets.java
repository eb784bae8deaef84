package dev.hone.eval.service;

import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Support tickets.
/// Source: BFCL v4, `TicketAPI`.
record Tickets(ObjectNode state) implements Service {
    private static final String USUAL = "{\"ticket_queue\": [], \"ticket_counter\": 1, \"current_user\": null}";
    private static final List<String> EDITABLE = List.of("title", "description", "status", "priority");

    static Tickets of(ObjectNode scenario) {
        return new Tickets(Service.begun(USUAL, scenario));
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "create_ticket" -> created(given);
            case "get_ticket" -> {
                ObjectNode ticket = ticket(given);
                yield ticket == null ? missing(given) : ticket;
            }
            case "close_ticket" -> settled(given, "Closed", "closed");
            case "resolve_ticket" -> settled(given, "Resolved", "resolved");
            case "edit_ticket" -> edited(given);
            case "ticket_login" -> {
                boolean known = !given.text("username").isEmpty() && !given.text("password").isEmpty();
                if (known) state.put("current_user", given.text("username"));
                yield Service.answer("success", known);
            }
            case "ticket_get_login_status" -> Service.answer("login_status", loggedIn());
            case "logout" -> {
                boolean was = loggedIn();
                state.putNull("current_user");
                yield Service.answer("success", was);
            }
            case "get_user_tickets" -> ofUser(given.textOrNull("status"));
            default -> throw new UnknownToolFault(name);
        };
    }

    private boolean loggedIn() {
        return !state.path("current_user").asString("").isEmpty();
    }

    private ArrayNode queue() {
        return (ArrayNode) state.get("ticket_queue");
    }

    private ObjectNode ticket(Arguments given) {
        PythonValue id = PythonValue.of(given.any("ticket_id"));
        for (JsonNode ticket : queue()) if (PythonValue.of(ticket.path("id")).same(id)) return (ObjectNode) ticket;
        return null;
    }

    private static ObjectNode missing(Arguments given) {
        return Service.error("Ticket with ID " + given.any("ticket_id").asString() + " not found.");
    }

    private JsonNode created(Arguments given) {
        JsonNode priority = given.numberOr("priority", 1);
        if (!loggedIn()) return Service.error("User not authenticated. Please log in to create a ticket.");
        if (priority.doubleValue() < 1 || priority.doubleValue() > 5) return Service.error("Invalid priority. Priority must be between 1 and 5.");
        int id = state.path("ticket_counter").intValue();
        ObjectNode ticket = queue().addObject().put("id", id).put("title", given.text("title")).put("description", given.textOr("description", "")).put("status", "Open")
                .<ObjectNode>set("priority", priority).set("created_by", state.get("current_user"));
        state.put("ticket_counter", id + 1);
        return ticket;
    }

    private JsonNode settled(Arguments given, String status, String verb) {
        ObjectNode ticket = ticket(given);
        if (ticket == null) return missing(given);
        if (ticket.path("status").asString().equals(status)) return Service.error("Ticket with ID " + given.any("ticket_id").asString() + " is already " + verb + ".");
        ticket.put("status", status);
        if (status.equals("Resolved")) ticket.put("resolution", given.text("resolution"));
        return Service.answer("status", "Ticket " + given.any("ticket_id").asString() + " has been " + verb + " successfully.");
    }

    private JsonNode edited(Arguments given) {
        ObjectNode ticket = ticket(given), updates = given.object("updates");
        if (ticket == null) return missing(given);
        String unknown = updates.propertyNames().stream().filter(field -> !EDITABLE.contains(field)).collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) return Service.error("Invalid fields for update: " + unknown);
        updates.properties().forEach(field -> {
            if (!field.getValue().isNull()) ticket.set(field.getKey(), field.getValue());
        });
        return Service.answer("status", "Ticket " + given.any("ticket_id").asString() + " has been updated successfully.");
    }

    private JsonNode ofUser(String status) {
        ArrayNode found = state.arrayNode();
        if (!loggedIn()) return found.add(Service.error("User not authenticated. Please log in to view tickets."));
        for (JsonNode ticket : queue()) if (ticket.path("created_by").equals(state.get("current_user"))
                && (status == null || status.isEmpty() || ticket.path("status").asString().equalsIgnoreCase(status))) found.add(ticket);
        return found;
    }
}
