package dev.hone.eval.phone;

import dev.hone.eval.tool.Toolbox.Refusal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// What a phone can turn on and off. Low battery mode turns the others off, and none of them can be turned on while it is on.
record Switches(Tables tables) {
    private static final String LOW_BATTERY = "low_battery_mode";
    private static final List<String> HUNGRY = List.of("wifi", "cellular", "location_service");

    boolean isOn(String name) {
        return tables.settings().path(name).asBoolean(false);
    }

    JsonNode set(String name, boolean on) {
        if (on && isOn(LOW_BATTERY)) throw new Refusal(name + " cannot be turned on while low battery mode is on");
        tables.settings().put(name, on);
        return NullNode.getInstance();
    }

    JsonNode saveBattery(boolean on) {
        tables.settings().put(LOW_BATTERY, on);
        if (on) HUNGRY.forEach(name -> tables.settings().put(name, false));
        return NullNode.getInstance();
    }

    JsonNode location() {
        if (!isOn("location_service")) throw new Refusal("the location service is off");
        ObjectNode settings = tables.settings();
        return settings.objectNode().<ObjectNode>set("latitude", settings.path("latitude")).set("longitude", settings.path("longitude"));
    }
}
