package dev.hone.eval.phone;

import dev.hone.data.Json;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/// A phone whose settings, contacts, messages and reminders change by tools. A tool may need what another one gives: a message is sent
/// over the cellular service, which low battery mode turns off.
/// The tools have ToolSandbox's names and arguments; what they do is written anew from what they are for.
public final class Phone implements Toolbox {
    private static final ArrayNode DESCRIBED = described();

    private final Tables tables;
    private final double now;
    private final Switches switches;
    private final Contacts contacts;
    private final Messages messages;
    private final Reminders reminders;

    /// @param tables rows by table, which the tools change
    /// @param now    the time, in seconds since 1970, that it stays
    public Phone(ObjectNode tables, double now) {
        this.tables = new Tables(tables);
        this.now = now;
        switches = new Switches(this.tables);
        contacts = new Contacts(this.tables);
        messages = new Messages(this.tables, switches, now);
        reminders = new Reminders(this.tables, now);
    }

    /// Its tables as they are.
    public ObjectNode tables() {
        return tables.json();
    }

    /// The names of its tables.
    public static List<String> tableNames() {
        return Tables.NAMES;
    }

    /// Descriptions of tools, in OpenAI's form.
    /// @param names of those wanted; empty for all
    public static ArrayNode tools(List<String> names) {
        return Json.MAPPER.createArrayNode().addAll(DESCRIBED.valueStream().filter(tool -> names.isEmpty() || names.contains(tool.path("function").path("name").asString())).toList());
    }

    private static ArrayNode described() {
        try (InputStream in = Phone.class.getResourceAsStream("tools.json")) {
            return (ArrayNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "set_wifi_status" -> switches.set("wifi", given.flag("on"));
            case "get_wifi_status" -> BooleanNode.valueOf(switches.isOn("wifi"));
            case "set_cellular_service_status" -> switches.set("cellular", given.flag("on"));
            case "get_cellular_service_status" -> BooleanNode.valueOf(switches.isOn("cellular"));
            case "set_location_service_status" -> switches.set("location_service", given.flag("on"));
            case "get_location_service_status" -> BooleanNode.valueOf(switches.isOn("location_service"));
            case "set_low_battery_mode_status" -> switches.saveBattery(given.flag("on"));
            case "get_low_battery_mode_status" -> BooleanNode.valueOf(switches.isOn("low_battery_mode"));
            case "get_current_location" -> switches.location();
            case "add_contact" -> contacts.add(given);
            case "modify_contact" -> contacts.modify(given);
            case "remove_contact" -> tables.remove(Tables.CONTACT, "person_id", given.text("person_id"));
            case "search_contacts" -> contacts.search(given);
            case "send_message_with_phone_number" -> messages.send(given.text("phone_number"), given.text("content"));
            case "search_messages" -> messages.search(given);
            case "add_reminder" -> reminders.add(given);
            case "modify_reminder" -> reminders.modify(given);
            case "remove_reminder" -> tables.remove(Tables.REMINDER, "reminder_id", given.text("reminder_id"));
            case "search_reminder" -> reminders.search(given);
            case "get_current_timestamp" -> number(now);
            case "timestamp_to_datetime_info" -> Times.parts(given.number("timestamp").doubleValue());
            case "datetime_info_to_timestamp" -> number(Times.timestamp(given));
            case "shift_timestamp" -> number(Times.shifted(given));
            case "timestamp_diff" -> Times.difference(given.number("timestamp_0").doubleValue(), given.number("timestamp_1").doubleValue());
            case "calculate_lat_lon_distance" -> number(Places.kilometres(given.number("latitude_0").doubleValue(), given.number("longitude_0").doubleValue(),
                    given.number("latitude_1").doubleValue(), given.number("longitude_1").doubleValue()));
            case "end_conversation" -> NullNode.getInstance();
            default -> throw new UnknownToolFault(name);
        };
    }

    private static NumericNode number(double value) {
        return (NumericNode) Json.MAPPER.getNodeFactory().numberNode(value);
    }
}
