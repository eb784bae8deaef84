package dev.hone.eval.service;

import dev.hone.eval.python.PythonRandom;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.tool.Arguments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Flights, booked with credit cards.
/// Source: BFCL v4, `TravelAPI`.
record Travel(ObjectNode state, PythonRandom random) implements Service {
    private static final String USUAL = """
            {"credit_card_list": {}, "booking_record": {}, "access_token": null, "token_type": null, "token_expires_in": null, "token_scope": null, "user_first_name": null,
            "user_last_name": null, "budget_limit": null}""";
    private static final long SEED = 141053;
    private static final List<String> AIRPORTS = List.of("RMS SBK MPC SVP SHD CDG LHR SSV OKD WLB PEK HND HKG CIA CRH ATV PHV GFD SFO LAX JFK ORD BOS".split(" "));
    private static final Map<String, String> CITIES = Map.ofEntries(Map.entry("Rivermist", "RMS"), Map.entry("Stonebrook", "SBK"), Map.entry("Maplecrest", "MPC"), Map.entry("Silverpine", "SVP"),
            Map.entry("Shadowridge", "SHD"), Map.entry("London", "LHR"), Map.entry("Paris", "CDG"), Map.entry("Sunset Valley", "SSV"), Map.entry("Oakendale", "OKD"), Map.entry("Willowbend", "WLB"),
            Map.entry("Crescent Hollow", "CRH"), Map.entry("Autumnville", "ATV"), Map.entry("Pinehaven", "PHV"), Map.entry("Greenfield", "GFD"), Map.entry("San Francisco", "SFO"),
            Map.entry("Los Angeles", "LAX"), Map.entry("New York", "JFK"), Map.entry("Chicago", "ORD"), Map.entry("Boston", "BOS"), Map.entry("Beijing", "PEK"), Map.entry("Hong Kong", "HKG"),
            Map.entry("Rome", "CIA"), Map.entry("Tokyo", "HND"));
    private static final Map<String, Integer> CLASSES = Map.of("economy", 1, "business", 2, "first", 5);
    private static final Map<String, Double> PER_DOLLAR = Map.of("RMB", 7.0, "EUR", 0.8, "JPY", 110.0, "GBP", 0.7, "CAD", 1.3, "AUD", 1.4, "INR", 70.0, "RUB", 60.0, "BRL", 3.8, "MXN", 20.0);
    private static final Map<String, Integer> FARES = fares();

    static Travel of(ObjectNode scenario) {
        return new Travel(Service.begun(USUAL, scenario), PythonRandom.of(scenario.path("random_seed").asLong(SEED)));
    }

    private static Map<String, Integer> fares() {
        Map<String, Integer> fares = new HashMap<>();
        Services.resource("fares.txt").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            for (String fare : line.substring(5).split(", ")) fares.put(line.substring(0, 3) + " " + fare.substring(0, 3), Integer.valueOf(fare.substring(4)));
        });
        return fares;
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "authenticate_travel" -> authenticated(given);
            case "travel_get_login_status" -> Service.answer("status", state.path("token_expires_in").asInt(0) != 0);
            case "get_budget_fiscal_year" -> Service.answer("budget_fiscal_year", "2018");
            case "get_flight_cost" -> {
                ArrayNode costs = state.arrayNode();
                costs.add(cost(given));
                yield Service.answer("travel_cost_list", costs);
            }
            case "list_all_airports" -> {
                ArrayNode airports = state.arrayNode();
                AIRPORTS.forEach(airports::add);
                yield airports;
            }
            case "get_nearest_airport_by_city" -> Service.answer("nearest_airport", CITIES.getOrDefault(given.text("location"), "Unknown"));
            case "compute_exchange_rate" -> Service.answer("exchanged_value", state.numberNode(exchanged(given.text("base_currency"), given.text("target_currency"), given.number("value").doubleValue())));
            case "verify_traveler_information" -> verified(given);
            case "get_all_credit_cards" -> Service.answer("credit_card_list", cards());
            case "contact_customer_support" -> bookings().has(given.text("booking_id")) ? Service.answer("customer_support_message",
                    "Thank you for contacting customer support. Your message has been received and we will get back to you shortly.") : Service.error("Booking not found");
            case "register_credit_card" -> registered(given);
            case "get_credit_card_balance" -> refusal(given) != null ? Service.error(refusal(given)) : balance(given.text("card_id"));
            case "book_flight" -> flag("booking_status", given, () -> booked(given));
            case "retrieve_invoice" -> refusal(given) != null ? Service.error(refusal(given)) : invoice(given.textOrNull("booking_id"));
            case "get_booking_history" -> refusal(given) != null ? Service.error(refusal(given)) : Service.answer("booking_history", bookings().deepCopy());
            case "cancel_booking" -> flag("cancel_status", given, () -> cancelled(given.text("booking_id")));
            case "set_budget_limit" -> {
                if (refusal(given) != null) yield Service.error(refusal(given));
                state.put("budget_limit", given.number("budget_limit").doubleValue());
                yield Service.answer("budget_limit", state.get("budget_limit"));
            }
            case "purchase_insurance" -> flag("insurance_status", given, () -> insured(given));
            default -> throw new UnknownToolFault(name);
        };
    }

    private ObjectNode cards() {
        return (ObjectNode) state.get("credit_card_list");
    }

    private ObjectNode bookings() {
        return (ObjectNode) state.get("booking_record");
    }

    /// Why a caller may not; null for may.
    private String refusal(Arguments given) {
        if (state.path("token_expires_in").isNumber() && state.get("token_expires_in").intValue() == 0) return "Token expired";
        return given.text("access_token").equals(state.path("access_token").asString(null)) ? null : "Invalid access token";
    }

    /// Something is done, or a refusal says why not.
    private interface Doing {
        JsonNode done();
    }

    private JsonNode flag(String status, Arguments given, Doing doing) {
        String refusal = refusal(given);
        if (refusal != null) return failed(status, refusal);
        try {
            return doing.done();
        } catch (Refusal e) {
            return failed(status, e.getMessage());
        }
    }

    private static ObjectNode failed(String status, String why) {
        return Service.answer(status, false).put("error", why);
    }

    private String drawn(long low, long high) {
        return Long.toString(random.between(low, high));
    }

    private JsonNode authenticated(Arguments given) {
        for (String needed : List.of("client_id", "client_secret", "refresh_token")) given.text(needed);
        state.put("token_expires_in", 2).put("access_token", drawn(100000, 999999)).put("token_type", "Bearer").put("token_scope", given.text("grant_type"))
                .put("user_first_name", given.text("user_first_name")).put("user_last_name", given.text("user_last_name"));
        return state.objectNode().put("expires_in", 2).<ObjectNode>set("access_token", state.get("access_token")).put("token_type", "Bearer").put("scope", given.text("grant_type"));
    }

    private JsonNode registered(Arguments given) {
        if (state.path("token_expires_in").isNull()) return Service.error("Token not initialized");
        if (refusal(given) != null) return Service.error(refusal(given));
        if (cards().has(given.text("card_number"))) return Service.error("Card already registered");
        String id = drawn(100000000000L, 999999999999L);
        cards().putObject(id).put("card_number", given.text("card_number")).put("expiration_date", given.text("expiration_date")).put("cardholder_name", given.text("cardholder_name"))
                .<ObjectNode>set("card_verification_number", given.number("card_verification_number")).put("balance", random.between(10000, 99999));
        return Service.answer("card_id", id);
    }

    /// A day whose digits have an even sum costs twice as much.
    private static double cost(Arguments given) {
        Integer fare = FARES.get(given.text("travel_from") + " " + given.text("travel_to"));
        if (fare == null) throw new Refusal("No available route for the given airports.");
        Integer factor = CLASSES.get(given.text("travel_class"));
        if (factor == null) throw new Refusal("Invalid travel class. Options are: economy, business, first.");
        int digits = given.text("travel_date").chars().filter(Character::isDigit).map(Character::getNumericValue).sum();
        return fare * factor * (digits % 2 == 0 ? 2 : 1);
    }

    private JsonNode balance(String card) {
        return cards().has(card) ? Service.answer("card_balance", cards().get(card).path("balance")) : Service.error("Card not registered. Here are a list of card_id's: "
                + cards().propertyNames().stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]")));
    }

    private JsonNode booked(Arguments given) {
        String cardId = given.text("card_id");
        if (!(cards().get(cardId) instanceof ObjectNode card)) throw new Refusal("Card not registered");
        if (!card.has("balance")) throw new Refusal("Balance not found");
        if (!AIRPORTS.contains(given.text("travel_from"))) throw new Refusal("Invalid departure airport code: " + given.text("travel_from"));
        if (!AIRPORTS.contains(given.text("travel_to"))) throw new Refusal("Invalid destination airport code: " + given.text("travel_to"));
        if (date(given.text("travel_date")) == null) throw new Refusal("Invalid date format. Use YYYY-MM-DD.");
        if (!CLASSES.containsKey(given.text("travel_class"))) throw new Refusal("Invalid travel class. Must be one of economy, business, first");
        double cost = cost(given), balance = card.path("balance").doubleValue();
        if (balance < cost) throw new Refusal("Insufficient funds");
        if (!state.path("budget_limit").isNull() && balance < state.path("budget_limit").doubleValue()) throw new Refusal("Balance is less than budget limit");
        card.put("balance", balance - cost);
        String id = drawn(1000000, 9999999), transaction = drawn(10000000, 99999999);
        ObjectNode booking = bookings().putObject(id);
        for (String field : List.of("card_id", "travel_date", "travel_from", "travel_to", "travel_class")) booking.put(field, given.text(field));
        booking.put("travel_cost", cost).put("transaction_id", transaction);
        ObjectNode answer = Service.answer("booking_id", id).put("transaction_id", transaction).put("booking_status", true);
        answer.putObject("booking_history");
        return answer;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private JsonNode invoice(String id) {
        if (id == null || !bookings().has(id)) return Service.error("Booking not found");
        ObjectNode invoice = Service.answer("booking_id", id);
        for (String field : List.of("travel_date", "travel_from", "travel_to", "travel_class", "travel_cost", "transaction_id")) invoice.set(field, bookings().get(id).path(field));
        return Service.answer("invoice", invoice);
    }

    private JsonNode cancelled(String id) {
        if (!bookings().has(id)) throw new Refusal("Booking not found");
        JsonNode booking = bookings().remove(id);
        ObjectNode card = (ObjectNode) cards().get(booking.path("card_id").asString());
        card.put("balance", card.path("balance").doubleValue() + booking.path("travel_cost").doubleValue());
        return Service.answer("cancel_status", true);
    }

    private static double exchanged(String from, String to, double value) {
        if (from.equals("USD") && PER_DOLLAR.containsKey(to)) return value * PER_DOLLAR.get(to);
        if (to.equals("USD") && PER_DOLLAR.containsKey(from)) return new BigDecimal(value / PER_DOLLAR.get(from)).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
        throw new Refusal("No available exchange rate for the given currencies.");
    }

    private JsonNode verified(Arguments given) {
        String first = given.text("first_name"), last = given.text("last_name"), ours = state.path("user_first_name").asString("None") + " " + state.path("user_last_name").asString("None");
        if (!ours.equals(first + " " + last)) return unverified("Cannot book flight information for another user.Expected " + ours + ", got " + first + " " + last);
        LocalDate born = date(given.text("date_of_birth"));
        if (born == null) return unverified("Invalid date of birth format. Please use YYYY-MM-DD.");
        if (Period.between(born, LocalDate.now()).getYears() < 18) return unverified("Traveler must be at least 18 years old.");
        return given.text("passport_number").startsWith("US") ? Service.answer("verification_status", true) : unverified("Passport must be issued by the United States.");
    }

    private static JsonNode unverified(String why) {
        return Service.answer("verification_status", false).put("verification_failure", why);
    }

    private JsonNode insured(Arguments given) {
        double cost = given.number("insurance_cost").doubleValue();
        given.text("insurance_type");
        if (!state.path("budget_limit").isNull() && state.path("budget_limit").doubleValue() < cost) throw new Refusal("Exceeded budget limit");
        if (!bookings().has(given.text("booking_id"))) throw new Refusal("Booking not found");
        if (!(cards().get(given.text("card_id")) instanceof ObjectNode card)) throw new Refusal("Credit card not registered");
        card.put("balance", card.path("balance").doubleValue() - cost);
        return Service.answer("insurance_id", drawn(100000000, 999999999)).put("insurance_status", true);
    }
}
