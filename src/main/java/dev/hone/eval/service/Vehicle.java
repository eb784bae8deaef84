package dev.hone.eval.service;

import dev.hone.eval.python.PythonArithmetic;
import dev.hone.eval.python.PythonRandom;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;

/// A car: engine, doors, climate, brakes, tires, the way to somewhere.
/// Source: BFCL v4, `VehicleControlAPI`.
/// @param state  what counts when runs are compared
/// @param hidden what does not: forces on brakes, the slope
record Vehicle(ObjectNode state, ObjectNode hidden, PythonRandom random) implements Service {
    private static final String USUAL = """
            {"fuelLevel": 0.0, "batteryVoltage": 12.6, "engineState": "stopped", "doorStatus": {"driver": "unlocked", "passenger": "unlocked", "rear_left": "unlocked", "rear_right": "unlocked"},
            "acTemperature": 25.0, "fanSpeed": 50, "acMode": "auto", "humidityLevel": 50.0, "headLightStatus": "off", "parkingBrakeStatus": "released", "brakePedalStatus": "released",
            "distanceToNextVehicle": 50.0, "cruiseStatus": "inactive", "destination": "None", "frontLeftTirePressure": 32.0, "frontRightTirePressure": 32.0, "rearLeftTirePressure": 30.0,
            "rearRightTirePressure": 30.0}""";
    private static final String HIDDEN = "{\"parkingBrakeForce\": 0.0, \"slopeAngle\": 0.0, \"brakePedalForce\": 0.0}";
    private static final long SEED = 141053;
    private static final int TANK = 50, MILES_A_GALLON = 20;
    private static final double LARGEST_FORCE = 1000;
    private static final List<String> TIRES = List.of("frontLeftTirePressure", "frontRightTirePressure", "rearLeftTirePressure", "rearRightTirePressure");
    private static final Map<String, String> ZIP_CODES = Map.ofEntries(Map.entry("Rivermist", "83214"), Map.entry("Stonebrook", "74532"), Map.entry("Maplecrest", "56108"),
            Map.entry("Silverpine", "62947"), Map.entry("Shadowridge", "71354"), Map.entry("Sunset Valley", "83462"), Map.entry("Oakendale", "47329"), Map.entry("Willowbend", "52013"),
            Map.entry("Crescent Hollow", "69238"), Map.entry("Autumnville", "51479"), Map.entry("San Francisco", "94016"));
    private static final Map<String, Double> DISTANCES = Map.ofEntries(Map.entry("83214 74532", 750.0), Map.entry("56108 62947", 320.0), Map.entry("71354 83462", 450.0), Map.entry("47329 52013", 290.0),
            Map.entry("69238 51479", 630.0), Map.entry("94016 83214", 980.0), Map.entry("94016 94704", 600.0), Map.entry("94704 08540", 2550.0), Map.entry("94016 08540", 1950.0),
            Map.entry("62947 47329", 1053.0), Map.entry("94016 62947", 780.0), Map.entry("74532 94016", 880.0));

    static Vehicle of(ObjectNode scenario) {
        return new Vehicle(Service.begun(USUAL, scenario), Service.begun(HIDDEN, scenario), PythonRandom.of(scenario.path("random_seed").asLong(SEED)));
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "startEngine" -> started(given.text("ignitionMode"));
            case "fillFuelTank" -> filled(given.number("fuelAmount"));
            case "lockDoors" -> locked(given.flag("unlock"), given.texts("door"));
            case "adjustClimateControl" -> climate(given);
            case "get_outside_temperature_from_google" -> Service.answer("outsideTemperature", state.numberNode(random.uniform(-10, 40)));
            case "get_outside_temperature_from_weather_com" -> Service.answer("error", state.numberNode(404));
            case "setHeadlights" -> headlights(given.text("mode"));
            case "displayCarStatus" -> status(given.text("option"));
            case "activateParkingBrake" -> parkingBrake(given.text("mode"));
            case "pressBrakePedal" -> brakePedal(given.number("pedalPosition"));
            case "releaseBrakePedal" -> brakePedal(state.numberNode(0));
            case "setCruiseControl" -> cruise(given.number("speed").doubleValue(), given.flag("activate"), given.number("distanceToNextVehicle").doubleValue());
            case "get_current_speed" -> Service.answer("currentSpeed", state.numberNode(random.uniform(0, 120)));
            case "display_log" -> Service.answer("log", given.any("messages"));
            case "estimate_drive_feasibility_by_mileage" -> Service.answer("canDrive", state.path("fuelLevel").doubleValue() * MILES_A_GALLON >= given.number("distance").doubleValue());
            case "liter_to_gallon" -> Service.answer("gallon", state.numberNode(given.number("liter").doubleValue() * 0.264172));
            case "gallon_to_liter" -> Service.answer("liter", state.numberNode(given.number("gallon").doubleValue() * 3.78541));
            case "estimate_distance" -> distance(given.text("cityA"), given.text("cityB"));
            case "get_zipcode_based_on_city" -> Service.answer("zipcode", ZIP_CODES.getOrDefault(given.text("city"), "00000"));
            case "set_navigation" -> {
                state.put("destination", given.text("destination"));
                yield Service.answer("status", "Navigating to " + given.text("destination"));
            }
            case "check_tire_pressure" -> tires();
            case "find_nearest_tire_shop" -> Service.answer("shopLocation", "456 Oakwood Avenue, Rivermist, 83214");
            default -> throw new UnknownToolFault(name);
        };
    }

    private ObjectNode doors() {
        return (ObjectNode) state.get("doorStatus");
    }

    private int unlocked() {
        return 4 - (int) doors().valueStream().filter(door -> door.asString().equals("locked")).count();
    }

    private JsonNode started(String mode) {
        if (mode.equals("STOP")) state.put("engineState", "stopped");
        if (unlocked() > 0) return Service.error("All doors must be locked before starting the engine. Here are the unlocked doors: "
                + doors().properties().stream().filter(door -> door.getValue().asString().equals("unlocked")).map(Map.Entry::getKey).collect(Collectors.joining(", ")));
        if (!state.path("brakePedalStatus").asString().equals("pressed")) return Service.error("Brake pedal needs to be pressed when starting the engine.");
        if (hidden.path("brakePedalForce").doubleValue() != LARGEST_FORCE) return Service.error("Must press the brake fully before starting the engine.");
        if (state.path("fuelLevel").doubleValue() < 0) return Service.error("Fuel tank is empty.");
        if (!mode.equals("START")) return Service.error("Invalid ignition mode.");
        state.put("engineState", "running");
        return shown(state, "engineState", "fuelLevel", "batteryVoltage");
    }

    private static ObjectNode shown(ObjectNode of, String... fields) {
        ObjectNode shown = of.objectNode();
        for (String field : fields) shown.set(field, of.get(field));
        return shown;
    }

    private static JsonNode computed(JsonNode one, String operator, JsonNode other) {
        return PythonArithmetic.binary(PythonValue.of(one), operator, PythonValue.of(other)).json();
    }

    private JsonNode filled(JsonNode amount) {
        if (amount.doubleValue() < 0) return Service.error("Fuel amount cannot be negative.");
        JsonNode level = computed(state.get("fuelLevel"), "+", amount);
        if (level.doubleValue() > TANK) return Service.error("Cannot fill gas above the tank capacity.");
        if (level.doubleValue() < 0) return Service.error("Fuel tank is empty. Min fuel level is 0 gallons.");
        state.set("fuelLevel", level);
        return shown(state, "fuelLevel");
    }

    private JsonNode locked(boolean unlock, List<String> names) {
        for (String door : names) {
            if (!doors().has(door)) throw new Refusal("'" + door + "'");
            doors().put(door, unlock ? "unlocked" : "locked");
        }
        return Service.answer("lockStatus", unlock ? "unlocked" : "locked").put("remainingUnlockedDoors", unlocked());
    }

    private JsonNode climate(Arguments given) {
        JsonNode temperature = given.number("temperature"), fan = given.numberOr("fanSpeed", 50);
        if (fan.doubleValue() < 0 || fan.doubleValue() > 100) return Service.error("Fan speed must be between 0 and 100.");
        boolean fahrenheit = given.textOr("unit", "celsius").equals("fahrenheit");
        state.<ObjectNode>set("acTemperature", fahrenheit ? state.numberNode((temperature.doubleValue() - 32) * 5 / 9) : temperature).<ObjectNode>set("fanSpeed", fan).put("acMode", given.textOr("mode", "auto"));
        return state.objectNode().<ObjectNode>set("currentACTemperature", temperature).put("climateMode", given.textOr("mode", "auto")).set("humidityLevel", state.get("humidityLevel"));
    }

    private JsonNode headlights(String mode) {
        if (!List.of("on", "off", "auto").contains(mode)) return Service.error("Invalid headlight mode.");
        state.put("headLightStatus", mode.equals("on") ? "on" : "off");
        return Service.answer("headlightStatus", state.get("headLightStatus"));
    }

    private JsonNode status(String option) {
        return switch (option) {
            case "fuel" -> shown(state, "fuelLevel");
            case "battery" -> shown(state, "batteryVoltage");
            case "doors" -> shown(state, "doorStatus");
            case "climate" -> state.objectNode().<ObjectNode>set("currentACTemperature", state.get("acTemperature")).<ObjectNode>set("fanSpeed", state.get("fanSpeed"))
                    .<ObjectNode>set("climateMode", state.get("acMode")).set("humidityLevel", state.get("humidityLevel"));
            case "headlights" -> Service.answer("headlightStatus", state.get("headLightStatus"));
            case "parkingBrake" -> shown(state, "parkingBrakeStatus").setAll(shown(hidden, "parkingBrakeForce", "slopeAngle"));
            case "brakePedal" -> shown(state, "brakePedalStatus").setAll(shown(hidden, "brakePedalForce"));
            case "engine" -> shown(state, "engineState");
            default -> Service.error("Invalid option");
        };
    }

    private JsonNode parkingBrake(String mode) {
        if (!List.of("engage", "release").contains(mode)) return Service.error("Invalid mode");
        boolean engaged = mode.equals("engage");
        state.put("parkingBrakeStatus", engaged ? "engaged" : "released");
        hidden.put("parkingBrakeForce", engaged ? 500.0 : 0.0).put("slopeAngle", 10.0);
        return shown(state, "parkingBrakeStatus").put("_parkingBrakeForce", engaged ? 500.0 : 0.0).put("_slopeAngle", 10.0);
    }

    private JsonNode brakePedal(JsonNode position) {
        if (position.doubleValue() < 0 || position.doubleValue() > 1) return Service.error("Pedal position must be between 0 and 1.");
        state.put("brakePedalStatus", position.doubleValue() == 0 ? "released" : "pressed");
        hidden.put("brakePedalForce", position.doubleValue() * LARGEST_FORCE);
        return shown(state, "brakePedalStatus").setAll(shown(hidden, "brakePedalForce"));
    }

    private JsonNode cruise(double speed, boolean activate, double distance) {
        if (state.path("engineState").asString().equals("stopped")) return Service.error("Start the engine before activating the cruise control.");
        state.put("distanceToNextVehicle", distance);
        if (activate && (speed < 0 || speed > 120 || speed % 5 != 0)) return Service.error("Invalid speed");
        state.put("cruiseStatus", activate ? "active" : "inactive");
        return shown(state, "cruiseStatus").put("currentSpeed", speed).put("distanceToNextVehicle", distance);
    }

    private static JsonNode distance(String from, String to) {
        Double distance = DISTANCES.getOrDefault(from + " " + to, DISTANCES.get(to + " " + from));
        return distance == null ? Service.error("distance not found in database.") : Service.answer("distance", DoubleNode.valueOf(distance));
    }

    private JsonNode tires() {
        double mean = TIRES.stream().mapToDouble(tire -> state.path(tire).doubleValue()).sum() / TIRES.size();
        ObjectNode tires = shown(state, TIRES.toArray(String[]::new)).put("healthy_tire_pressure", mean >= 30 && mean <= 35);
        tires.putObject("car_info");
        return tires;
    }
}
