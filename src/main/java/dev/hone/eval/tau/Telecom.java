package dev.hone.eval.tau;

import dev.hone.data.Json;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A carrier's customers, lines, plans, devices and bills. It is always 25 February 2025.
/// Source: tau2-bench a2c0247, domain `telecom`, agent tools.
final class Telecom implements Toolbox {
    private static final LocalDate TODAY = LocalDate.of(2025, 2, 25);
    private static final String ACTIVE = "Active", SUSPENDED = "Suspended", AWAITING = "Awaiting Payment", DRAFT = "Draft";
    private static final Set<String> BACKSTAGE = Set.of("set_data_usage", "suspend_line_for_overdue_bill", "assert_data_refueling_amount", "assert_line_status", "assert_overdue_bill_exists",
            "assert_no_overdue_bill");

    /// The fields of a row of each table in their order, with what the database leaves unsaid.
    private static final Map<String, String> ROWS = Map.of(
            "plans", "{\"plan_id\": null, \"name\": null, \"data_limit_gb\": null, \"price_per_month\": null, \"data_refueling_price_per_gb\": null}",
            "customers", """
                    {"customer_id": null, "full_name": null, "date_of_birth": null, "email": null, "phone_number": null, "address": null, "account_status": "Pending Verification",
                    "payment_methods": [], "line_ids": [], "bill_ids": [], "created_at": "2025-01-01", "last_extension_date": null, "goodwill_credit_used_this_year": 0.0}""",
            "lines", """
                    {"line_id": null, "phone_number": null, "status": "Pending Activation", "plan_id": null, "device_id": null, "data_used_gb": 0.0, "data_refueling_gb": 0.0, "roaming_enabled": false,
                    "contract_end_date": null, "last_plan_change_date": null, "last_sim_replacement_date": null, "suspension_start_date": null}""",
            "bills", """
                    {"bill_id": null, "customer_id": null, "period_start": null, "period_end": null, "issue_date": null, "total_due": null, "due_date": null, "line_items": [], "status": "Draft"}""",
            "devices", """
                    {"device_id": null, "device_type": null, "model": null, "imei": null, "is_esim_capable": null, "activated": false, "activation_date": null, "last_esim_transfer_date": null}""");
    private static final List<String> TIMES = List.of("created_at", "activation_date", "last_esim_transfer_date");

    private final ObjectNode data;

    /// @param data the tables, each a list of rows; the tools change it
    Telecom(ObjectNode data) {
        this.data = data;
    }

    /// The tables with the fields that the database leaves out, and times as Python writes them.
    static ObjectNode completed(ObjectNode data) {
        ROWS.forEach((table, row) -> {
            ArrayNode complete = data.arrayNode();
            for (JsonNode each : data.path(table)) {
                ObjectNode filled = (ObjectNode) Json.MAPPER.readTree(row);
                each.properties().forEach(field -> filled.set(field.getKey(), TIMES.contains(field.getKey()) ? StringNode.valueOf(field.getValue().asString().replace('T', ' ')) : field.getValue()));
                complete.add(filled);
            }
            data.set(table, complete);
        });
        return data;
    }

    @Override public Set<String> backstage() {
        return BACKSTAGE;
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case Desk.TRANSFER -> Desk.transferred(given);
            case "get_customer_by_phone" -> customerByPhone(given.text("phone_number"));
            case "get_customer_by_id" -> customer(given);
            case "get_customer_by_name" -> customersByName(given.text("full_name"), given.text("dob"));
            case "get_details_by_id" -> details(given.text("id"));
            case "suspend_line" -> suspended(line(given));
            case "resume_line" -> resumed(line(given));
            case "get_bills_for_customer" -> bills(customer(given), given.fields().path("limit").asInt(12));
            case "send_payment_request" -> paymentRequested(customer(given), given.text("bill_id"));
            case "get_data_usage" -> usage(line(given));
            case "set_data_usage" -> {
                line(given).put("data_used_gb", given.number("data_used_gb").doubleValue());
                yield StringNode.valueOf("");
            }
            case "enable_roaming" -> roaming(line(given), true);
            case "disable_roaming" -> roaming(line(given), false);
            case "refuel_data" -> refuelled(customer(given), line(given), given.number("gb_amount"));
            case "suspend_line_for_overdue_bill" -> overdue(customer(given), row("lines", given.text("line_id")), given.text("new_bill_id"), given.flag("contract_ended"));
            case "assert_data_refueling_amount" -> BooleanNode.valueOf(Math.abs(line(given).path("data_refueling_gb").doubleValue() - given.number("expected_amount").doubleValue()) < 1e-6);
            case "assert_line_status" -> BooleanNode.valueOf(line(given).path("status").equals(given.any("expected_status")));
            case "assert_overdue_bill_exists" -> {
                if (!texts(customer(given), "bill_ids").contains(given.text("overdue_bill_id"))) throw new Refusal("Overdue bill " + given.text("overdue_bill_id") + " not found");
                if (!status(row("bills", given.text("overdue_bill_id"))).equals("Overdue")) throw new Refusal("Overdue bill " + given.text("overdue_bill_id") + " is not overdue");
                yield BooleanNode.TRUE;
            }
            case "assert_no_overdue_bill" -> BooleanNode.valueOf(find("bills", given.text("overdue_bill_id")) == null || status(row("bills", given.text("overdue_bill_id"))).equals("Paid"));
            default -> throw new UnknownToolFault(name);
        };
    }

    /// What a customer's phone has to know of the line: its state, its bills; and the carrier of what the customer paid.
    void tell(ObjectNode surroundings) {
        if (!surroundings.path("phone_number").isString()) return;
        String phone = surroundings.get("phone_number").stringValue();
        ObjectNode line = rows("lines").stream().filter(each -> each.path("phone_number").asString().equals(phone)).findFirst().orElseThrow(() -> new Refusal("Line with phone number " + phone + " not found"));
        double limit = row("plans", line.path("plan_id").asString()).path("data_limit_gb").doubleValue() + line.path("data_refueling_gb").doubleValue();
        surroundings.put("line_active", status(line).equals(ACTIVE)).put("roaming_allowed", line.path("roaming_enabled").asBoolean())
                .put("mobile_data_usage_exceeded", line.path("data_used_gb").doubleValue() >= limit);
        if (surroundings.path("payment_request").path("paid").asBoolean(false)) {
            row("bills", surroundings.get("payment_request").path("bill_id").asString()).put("status", "Paid");
            surroundings.putNull("payment_request");
        }
        List<ObjectNode> awaiting = awaiting(customerByPhone(phone));
        if (!surroundings.path("payment_request").isObject() && !awaiting.isEmpty()) surroundings.putObject("payment_request").<ObjectNode>set("bill_id", awaiting.getFirst().get("bill_id"))
                .<ObjectNode>set("amount_due", awaiting.getFirst().get("total_due")).put("paid", false);
    }

    private List<ObjectNode> rows(String table) {
        return data.path(table).valueStream().map(row -> (ObjectNode) row).toList();
    }

    private static String key(String table) {
        return table.substring(0, table.length() - 1) + "_id";
    }

    private ObjectNode find(String table, String id) {
        return rows(table).stream().filter(row -> row.path(key(table)).asString().equals(id)).findFirst().orElse(null);
    }

    private ObjectNode row(String table, String id) {
        ObjectNode row = find(table, id);
        if (row != null) return row;
        throw new Refusal(table.substring(0, 1).toUpperCase(Locale.ROOT) + table.substring(1, table.length() - 1) + " with ID " + id + " not found");
    }

    private static String status(JsonNode row) {
        return row.path("status").asString();
    }

    private static List<String> texts(JsonNode row, String field) {
        return row.path(field).valueStream().map(JsonNode::asString).toList();
    }

    private ObjectNode customer(Arguments given) {
        return row("customers", given.text("customer_id"));
    }

    private ObjectNode line(Arguments given) {
        String id = given.text("line_id");
        if (!texts(customer(given), "line_ids").contains(id)) throw new Refusal("Line " + id + " not found for customer " + given.text("customer_id"));
        return row("lines", id);
    }

    private ObjectNode customerByPhone(String phone) {
        for (ObjectNode customer : rows("customers")) {
            if (customer.path("phone_number").asString().equals(phone)) return customer;
            for (String id : texts(customer, "line_ids")) if (row("lines", id).path("phone_number").asString().equals(phone)) return customer;
        }
        throw new Refusal("Customer with phone number " + phone + " not found");
    }

    private ArrayNode customersByName(String name, String born) {
        return data.arrayNode().addAll(rows("customers").stream()
                .filter(customer -> customer.path("full_name").asString().equalsIgnoreCase(name) && customer.path("date_of_birth").asString().equals(born)).toList());
    }

    private ObjectNode details(String id) {
        String kind = id.isEmpty() ? "" : id.substring(0, 1);
        return switch (kind) {
            case "L" -> row("lines", id);
            case "D" -> row("devices", id);
            case "B" -> row("bills", id);
            case "C" -> row("customers", id);
            case "P" -> row("plans", id);
            default -> throw new Refusal("Unknown ID format or type: " + id);
        };
    }

    private ObjectNode suspended(ObjectNode line) {
        if (!status(line).equals(ACTIVE)) throw new Refusal("Line must be active to suspend");
        line.put("status", SUSPENDED).put("suspension_start_date", TODAY.toString());
        return data.objectNode().put("message", "Line suspended successfully. $5/month holding fee will apply.").set("line", line);
    }

    private ObjectNode resumed(ObjectNode line) {
        if (!status(line).equals(SUSPENDED) && !status(line).equals("Pending Activation")) throw new Refusal("Line must be suspended to resume");
        line.put("status", ACTIVE).putNull("suspension_start_date");
        return data.objectNode().put("message", "Line resumed successfully").set("line", line);
    }

    private ArrayNode bills(ObjectNode customer, int most) {
        return data.arrayNode().addAll(texts(customer, "bill_ids").stream().map(id -> row("bills", id))
                .sorted(Comparator.comparing((ObjectNode bill) -> bill.path("issue_date").asString()).reversed()).limit(most).toList());
    }

    private List<ObjectNode> awaiting(ObjectNode customer) {
        return texts(customer, "bill_ids").stream().map(id -> row("bills", id)).filter(bill -> status(bill).equals(AWAITING)).toList();
    }

    private JsonNode paymentRequested(ObjectNode customer, String billId) {
        if (!awaiting(customer).isEmpty()) throw new Refusal("A bill is already awaiting payment for this customer");
        if (!texts(customer, "bill_ids").contains(billId)) throw new Refusal("Bill " + billId + " not found for customer " + customer.path("customer_id").asString());
        row("bills", billId).put("status", AWAITING);
        return StringNode.valueOf("Payment request sent to the customer for bill " + billId);
    }

    /// Numbers of an answer that is no row are sent as texts, as officially.
    private static String number(JsonNode number) {
        return PythonValue.of(number).repr();
    }

    private JsonNode usage(ObjectNode line) {
        JsonNode limit = row("plans", line.path("plan_id").asString()).get("data_limit_gb");
        return data.objectNode().<ObjectNode>set("line_id", line.get("line_id")).put("data_used_gb", number(line.get("data_used_gb"))).put("data_limit_gb", number(limit))
                .put("data_refueling_gb", number(line.get("data_refueling_gb"))).put("cycle_end_date", TODAY.withDayOfMonth(TODAY.lengthOfMonth()).toString());
    }

    private static JsonNode roaming(ObjectNode line, boolean enabled) {
        boolean was = line.path("roaming_enabled").asBoolean();
        line.put("roaming_enabled", enabled);
        return StringNode.valueOf(was == enabled ? "Roaming was already " + (enabled ? "enabled" : "disabled") : "Roaming " + (enabled ? "enabled" : "disabled") + " successfully");
    }

    private JsonNode refuelled(ObjectNode customer, ObjectNode line, JsonNode amount) {
        if (amount.doubleValue() <= 0) throw new Refusal("Refuel amount must be positive");
        JsonNode price = row("plans", line.path("plan_id").asString()).get("data_refueling_price_per_gb");
        double charge = amount.doubleValue() * price.doubleValue();
        line.put("data_refueling_gb", line.path("data_refueling_gb").doubleValue() + amount.doubleValue());
        charge(draft(customer), charge, "Data refueling: " + number(amount) + " GB at $" + number(price) + "/GB");
        return data.objectNode().put("message", String.format(Locale.ROOT, "Successfully added %s GB of data for line %s for $%.2f", number(amount), line.path("line_id").asString(), charge))
                .put("new_data_refueling_gb", number(line.get("data_refueling_gb"))).put("charge", number(data.numberNode(charge)));
    }

    /// The customer's bill that is being written, a new one for the next month where there is none.
    private ObjectNode draft(ObjectNode customer) {
        for (String id : texts(customer, "bill_ids")) if (status(row("bills", id)).equals(DRAFT)) return row("bills", id);
        LocalDate next = TODAY.withDayOfMonth(1).plusMonths(1);
        return newBill(customer, "B" + customer.path("customer_id").asString() + "-" + next, next, next.plusMonths(1).minusDays(1), DRAFT);
    }

    private ObjectNode newBill(ObjectNode customer, String id, LocalDate from, LocalDate to, String status) {
        ObjectNode bill = ((ObjectNode) Json.MAPPER.readTree(ROWS.get("bills"))).put("bill_id", id).<ObjectNode>set("customer_id", customer.get("customer_id")).put("period_start", from.toString())
                .put("period_end", to.toString()).put("issue_date", from.toString()).put("total_due", 0.0).put("due_date", from.plusDays(14).toString()).put("status", status);
        ((ArrayNode) data.get("bills")).add(bill);
        ((ArrayNode) customer.get("bill_ids")).add(id);
        return bill;
    }

    private static void charge(ObjectNode bill, double amount, String description) {
        ((ArrayNode) bill.get("line_items")).addObject().put("description", description).put("amount", amount).put("date", TODAY.toString()).put("item_type", amount < 0 ? "Credit" : "Charge");
        bill.put("total_due", bill.path("total_due").doubleValue() + amount);
    }

    private JsonNode overdue(ObjectNode customer, ObjectNode line, String billId, boolean contractEnded) {
        if (!status(line).equals(ACTIVE)) throw new Refusal("Line must be active to suspend for unpaid bill");
        if (texts(customer, "bill_ids").stream().anyMatch(id -> status(row("bills", id)).equals("Overdue"))) throw new Refusal("Customer already has an overdue bill");
        LocalDate lastMonth = TODAY.withDayOfMonth(1).minusMonths(1), end = TODAY.withDayOfMonth(1).minusDays(1);
        charge(newBill(customer, billId, lastMonth, end, "Overdue"), row("plans", line.path("plan_id").asString()).path("price_per_month").doubleValue(), "Charge for line " + line.path("line_id").asString());
        line.put("status", SUSPENDED).put("suspension_start_date", TODAY.toString());
        if (contractEnded) line.put("contract_end_date", end.toString());
        return StringNode.valueOf("Line " + line.path("line_id").asString() + " suspended for unpaid bill " + billId + ". Contract ended: " + (contractEnded ? "True" : "False"));
    }
}
