package dev.hone.eval.tau;

import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// An airline's flights, users and reservations.
/// Source: tau-bench 59a200c and tau2-bench a2c0247, domain `airline`.
final class Airline implements Toolbox {
    private static final int FOR_BAGGAGE = 50, FOR_INSURANCE = 30;
    private static final List<String> NEW_RESERVATIONS = List.of("HATHAT", "HATHAU", "HATHAV");
    private static final List<String> NEW_CERTIFICATES = List.of("certificate_3221322", "certificate_3221323", "certificate_3221324");
    private static final String CITIES = "SFO San Francisco,JFK New York,LAX Los Angeles,ORD Chicago,DFW Dallas,DEN Denver,SEA Seattle,ATL Atlanta,MIA Miami,BOS Boston,PHX Phoenix,"
            + "IAH Houston,LAS Las Vegas,MCO Orlando,EWR Newark,CLT Charlotte,MSP Minneapolis,DTW Detroit,PHL Philadelphia,LGA LaGuardia";

    private final Database rows;
    private final ObjectNode flights, users, reservations;
    private final Edition edition;

    /// @param rows gives rows to change
    /// @param data `flights`, `users` and `reservations` by their ids; the tools change it
    Airline(Database rows, ObjectNode data, Edition edition) {
        this.rows = rows;
        this.edition = edition;
        flights = (ObjectNode) data.get("flights");
        users = (ObjectNode) data.get("users");
        reservations = (ObjectNode) data.get("reservations");
    }

    /// Data of the second edition as it lays them out: with a status for each reservation, flights by their number first.
    static ObjectNode completed(ObjectNode data) {
        for (JsonNode each : data.get("reservations")) {
            ObjectNode reservation = (ObjectNode) each;
            reservation.putNull("status");
            ArrayNode legs = data.arrayNode();
            for (JsonNode flight : reservation.path("flights")) legs.add(leg(flight.get("flight_number"), flight, flight.get("date"), flight.get("price")));
            reservation.set("flights", legs);
        }
        return data;
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "list_all_airports" -> airports();
            case "get_user_details" -> user(given.text("user_id"));
            case "get_reservation_details" -> reservation(given.text("reservation_id"), "user not found");
            case "get_flight_status" -> {
                if (edition == Edition.FIRST) throw new UnknownToolFault(name);
                yield day(flight(given.text("flight_number")), given.text("flight_number"), given.text("date")).path("status");
            }
            case "search_direct_flight" -> direct(given.text("origin"), given.text("destination"), given.text("date"));
            case "search_onestop_flight" -> oneStop(given.text("origin"), given.text("destination"), given.text("date"));
            case "send_certificate" -> certificate(given.text("user_id"), given.number("amount"));
            case "book_reservation" -> booked(given);
            case "cancel_reservation" -> cancelled(reservation(given.text("reservation_id"), "reservation not found"));
            case "update_reservation_baggages" -> withBaggages(reservation(given.text("reservation_id"), "reservation not found"), given);
            case "update_reservation_flights" -> withFlights(reservation(given.text("reservation_id"), "reservation not found"), given);
            case "update_reservation_passengers" -> withPassengers(reservation(given.text("reservation_id"), "reservation not found"), given.objects("passengers"));
            default -> Desk.call(name, given, edition);
        };
    }

    private JsonNode airports() {
        ObjectNode first = flights.objectNode();
        ArrayNode second = flights.arrayNode();
        for (String each : CITIES.split(",")) {
            String code = each.substring(0, 3), city = each.substring(4);
            first.put(code, city);
            second.addObject().put("iata", code).put("city", city);
        }
        return edition == Edition.FIRST ? first : second;
    }

    private ObjectNode user(String id) {
        ObjectNode user = rows.own(users, id);
        if (user != null) return user;
        throw edition.refusal("user not found", "User " + id + " not found");
    }

    private ObjectNode reservation(String id, String first) {
        ObjectNode reservation = rows.own(reservations, id);
        if (reservation != null) return reservation;
        throw edition.refusal(first, "Reservation " + id + " not found");
    }

    private JsonNode flight(String number) {
        if (flights.has(number)) return flights.get(number);
        throw edition.refusal("flight " + number + " not found", "Flight " + number + " not found");
    }

    private JsonNode day(JsonNode flight, String number, String date) {
        if (flight.path("dates").has(date)) return flight.get("dates").get(date);
        throw edition.refusal("Flight " + number + " not found on date " + date);
    }

    private static boolean available(JsonNode day) {
        return day.path("status").asString("").equals("available");
    }

    /// A flight on a day as a search shows it.
    private ObjectNode shown(JsonNode flight, String date, String dateShown) {
        ObjectNode shown = flights.objectNode();
        JsonNode day = flight.path("dates").path(date);
        if (edition == Edition.FIRST) {
            flight.properties().stream().filter(field -> !field.getKey().equals("dates")).forEach(field -> shown.set(field.getKey(), field.getValue()));
            day.properties().forEach(field -> shown.set(field.getKey(), field.getValue()));
            return dateShown == null ? shown : shown.put("date", dateShown);
        }
        for (String field : List.of("flight_number", "origin", "destination")) shown.set(field, flight.get(field));
        shown.put("status", "available");
        for (String field : List.of("scheduled_departure_time_est", "scheduled_arrival_time_est")) shown.set(field, flight.get(field));
        return shown.put("date", dateShown).<ObjectNode>set("available_seats", day.get("available_seats")).set("prices", day.get("prices"));
    }

    private static boolean flies(JsonNode flight, String field, String airport) {
        return flight.path(field).asString("").equals(airport);
    }

    private ArrayNode direct(String origin, String destination, String date) {
        ArrayNode found = flights.arrayNode();
        for (JsonNode flight : flights)
            if (flies(flight, "origin", origin) && flies(flight, "destination", destination) && available(flight.path("dates").path(date))) found.add(shown(flight, date, null));
        return found;
    }

    /// A second flight leaves after the first arrives, the day after where that is past midnight.
    private ArrayNode oneStop(String origin, String destination, String date) {
        ArrayNode found = flights.arrayNode();
        for (JsonNode first : flights) {
            if (!flies(first, "origin", origin) || !available(first.path("dates").path(date))) continue;
            String arrival = first.path("scheduled_arrival_time_est").asString(), next = arrival.contains("+1") ? "2024-05-" + (Integer.parseInt(date.substring(date.length() - 2)) + 1) : date;
            for (JsonNode second : flights) {
                if (!flies(second, "destination", destination) || !flies(second, "origin", first.path("destination").asString()) || !available(second.path("dates").path(next))
                        || arrival.compareTo(second.path("scheduled_departure_time_est").asString()) > 0) continue;
                // the first edition shows the second flight's seats and prices of the first day
                found.addArray().add(shown(first, date, date)).add(shown(second, edition == Edition.FIRST ? date : next, next));
            }
        }
        return found;
    }

    private JsonNode certificate(String userId, JsonNode amount) {
        ObjectNode methods = (ObjectNode) user(userId).get("payment_methods");
        for (String id : NEW_CERTIFICATES) {
            if (methods.has(id)) continue;
            ObjectNode certificate = methods.putObject(id).put("source", "certificate");
            if (edition == Edition.FIRST) certificate.<ObjectNode>set("amount", amount).put("id", id);
            else certificate.put("id", id).put("amount", amount.doubleValue());
            return StringNode.valueOf("Certificate " + id + " added to user " + userId + " with amount " + PythonValue.of(amount).repr() + ".");
        }
        if (edition == Edition.FIRST) return flights.nullNode();
        throw new Refusal("Too many certificates");
    }

    private ObjectNode booked(Arguments given) {
        ObjectNode user = user(given.text("user_id"));
        List<ObjectNode> passengers = given.objects("passengers"), payments = given.objects("payment_methods");
        String cabin = given.text("cabin");
        ObjectNode reservation = flights.objectNode().put("reservation_id", newReservation());
        for (String field : List.of("user_id", "origin", "destination", "flight_type", "cabin")) reservation.put(field, given.text(field));
        ArrayNode legs = reservation.putArray("flights");
        reservation.putArray("passengers").addAll(passengers);
        reservation.putArray("payment_history").addAll(payments);
        reservation.put("created_at", "2024-05-15T15:00:00");
        for (String field : List.of("total_baggages", "nonfree_baggages")) reservation.set(field, given.number(field));
        reservation.put("insurance", given.text("insurance"));
        if (edition == Edition.SECOND) reservation.putNull("status");

        JsonNode price = Amounts.ZERO;
        List<ObjectNode> seats = new ArrayList<>();
        for (ObjectNode wanted : given.objects("flights")) {
            ObjectNode leg = newLeg(wanted, cabin, passengers.size());
            legs.add(leg);
            seats.add((ObjectNode) rows.own(flights, wanted.path("flight_number").asString()).get("dates").get(wanted.path("date").asString()).get("available_seats"));
            price = Amounts.sum(price, Amounts.times(leg.get("price"), passengers.size()));
        }
        if (given.text("insurance").equals("yes")) price = Amounts.sum(price, Amounts.times(flights.numberNode(FOR_INSURANCE), passengers.size()));
        price = Amounts.sum(price, Amounts.times(given.number("nonfree_baggages"), FOR_BAGGAGE));
        pay((ObjectNode) user.get("payment_methods"), payments, price);
        if (edition == Edition.SECOND) seats.forEach(each -> each.set(cabin, Amounts.difference(each.get(cabin), flights.numberNode(passengers.size()))));
        reservations.set(reservation.path("reservation_id").asString(), reservation);
        ((ArrayNode) user.get("reservations")).add(reservation.get("reservation_id"));
        return reservation;
    }

    private String newReservation() {
        for (String id : NEW_RESERVATIONS) if (!reservations.has(id)) return id;
        if (edition == Edition.FIRST) return NEW_RESERVATIONS.getLast();
        throw new Refusal("Too many reservations");
    }

    private static ObjectNode leg(JsonNode number, JsonNode of, JsonNode date, JsonNode price) {
        return JsonMapper.shared().createObjectNode().<ObjectNode>set("flight_number", number).<ObjectNode>set("origin", of.get("origin")).<ObjectNode>set("destination", of.get("destination"))
                .<ObjectNode>set("date", date).set("price", price);
    }

    /// A flight of a reservation that has seats for all passengers. The first edition adds to what was asked for.
    private ObjectNode newLeg(ObjectNode wanted, String cabin, int passengers) {
        String number = wanted.path("flight_number").asString(""), date = wanted.path("date").asString("");
        JsonNode flight = flight(number), day = day(flight, number, date);
        if (!available(day)) throw edition.refusal("Flight " + number + " not available on date " + date);
        if (!day.path("available_seats").has(cabin)) throw new Refusal("'" + cabin + "'");
        if (day.get("available_seats").get(cabin).intValue() < passengers) throw edition.refusal("Not enough seats on flight " + number);
        JsonNode price = day.get("prices").get(cabin);
        if (edition == Edition.SECOND) return leg(wanted.get("flight_number"), flight, wanted.get("date"), price);
        return wanted.<ObjectNode>set("price", price).<ObjectNode>set("origin", flight.get("origin")).set("destination", flight.get("destination"));
    }

    private void pay(ObjectNode methods, List<ObjectNode> payments, JsonNode price) {
        JsonNode paid = Amounts.ZERO;
        for (ObjectNode payment : payments) {
            String id = payment.path("payment_id").asString("");
            if (!methods.has(id)) throw edition.refusal("Payment method " + id + " not found");
            boolean limited = Set.of("gift_card", "certificate").contains(methods.get(id).path("source").asString());
            if (limited && Amounts.less(methods.get(id).get("amount"), payment.get("amount"))) throw edition.refusal("Not enough balance in payment method " + id);
            paid = Amounts.sum(paid, payment.get("amount"));
        }
        if (paid.doubleValue() != price.doubleValue()) throw edition.refusal("Payment amount does not add up, total price is " + price + ", but paid " + paid);
        for (ObjectNode payment : payments) {
            String id = payment.path("payment_id").asString();
            if (methods.path(id).path("source").asString("").equals("certificate")) methods.remove(id);
            else spend(methods.path(id), payment.get("amount"));
        }
    }

    private static void spend(JsonNode method, JsonNode amount) {
        if (method instanceof ObjectNode card && card.path("source").asString().equals("gift_card")) card.set("amount", Amounts.difference(card.get("amount"), amount));
    }

    private static ObjectNode cancelled(ObjectNode reservation) {
        ArrayNode history = (ArrayNode) reservation.get("payment_history"), refunds = history.arrayNode();
        for (JsonNode payment : history)
            refunds.addObject().<ObjectNode>set("payment_id", payment.get("payment_id")).set("amount", Amounts.difference(Amounts.ZERO, payment.get("amount")));
        history.addAll(refunds);
        return reservation.put("status", "cancelled");
    }

    /// A later payment: no certificate, and no more than a gift card has.
    private ObjectNode method(ObjectNode reservation, String id, JsonNode price) {
        if (!(user(reservation.path("user_id").asString()).path("payment_methods").get(id) instanceof ObjectNode method)) throw edition.refusal("Payment method not found");
        String source = method.path("source").asString("");
        if (source.equals("certificate")) throw edition.refusal("Certificate cannot be used to update reservation");
        if (source.equals("gift_card") && Amounts.less(method.get("amount"), price)) throw edition.refusal("Gift card balance is not enough");
        return method;
    }

    private static void record(ObjectNode reservation, String method, JsonNode price) {
        if (price.doubleValue() != 0) ((ArrayNode) reservation.get("payment_history")).addObject().put("payment_id", method).set("amount", price);
    }

    private ObjectNode withBaggages(ObjectNode reservation, Arguments given) {
        JsonNode total = given.number("total_baggages"), paid = given.number("nonfree_baggages"), more = Amounts.difference(paid, reservation.get("nonfree_baggages"));
        JsonNode price = Amounts.times(more.doubleValue() > 0 ? more : Amounts.ZERO, FOR_BAGGAGE);
        String id = given.text("payment_id");
        spend(method(reservation, id, price), price);
        record(reservation, id, price);
        return reservation.<ObjectNode>set("total_baggages", total).set("nonfree_baggages", paid);
    }

    private ObjectNode withFlights(ObjectNode reservation, Arguments given) {
        String cabin = given.text("cabin"), id = given.text("payment_id");
        int passengers = reservation.path("passengers").size();
        ArrayNode legs = reservation.arrayNode();
        JsonNode price = Amounts.ZERO;
        for (ObjectNode wanted : given.objects("flights")) {
            ObjectNode leg = kept(reservation, wanted, cabin);
            if (leg == null) leg = newLeg(wanted, cabin, passengers);
            legs.add(leg);
            price = Amounts.sum(price, Amounts.times(leg.get("price"), passengers));
        }
        for (JsonNode leg : reservation.path("flights")) price = Amounts.difference(price, Amounts.times(leg.get("price"), passengers));
        spend(method(reservation, id, price), price);
        record(reservation, id, price);
        reservation.set("flights", legs);
        // the first edition leaves the cabin as it was
        return edition == Edition.FIRST ? reservation : reservation.put("cabin", cabin);
    }

    /// A flight that the reservation has already, at the price paid; null for none.
    private ObjectNode kept(ObjectNode reservation, ObjectNode wanted, String cabin) {
        if (!cabin.equals(reservation.path("cabin").asString())) return null;
        for (JsonNode leg : reservation.path("flights")) {
            if (!leg.path("flight_number").equals(wanted.path("flight_number")) || !leg.path("date").equals(wanted.path("date"))) continue;
            if (edition == Edition.SECOND) return ((ObjectNode) leg).deepCopy();
            return wanted.<ObjectNode>set("price", leg.get("price")).<ObjectNode>set("origin", leg.get("origin")).set("destination", leg.get("destination"));
        }
        return null;
    }

    private ObjectNode withPassengers(ObjectNode reservation, List<ObjectNode> passengers) {
        if (passengers.size() != reservation.path("passengers").size()) throw edition.refusal("Number of passengers does not match");
        reservation.putArray("passengers").addAll(passengers);
        return reservation;
    }
}
