package dev.hone.eval.tau;

import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A shop's orders, products and users. Orders that are pending can be changed or cancelled, delivered ones returned or
/// exchanged, each once.
/// Source: tau-bench 59a200c and tau2-bench a2c0247, domain `retail`.
final class Retail implements Toolbox {
    private static final String PENDING = "pending", GIFT_CARD = "gift_card";
    private static final List<String> LATER_FIELDS = List.of("cancel_reason", "exchange_items", "exchange_new_items", "exchange_payment_method_id", "exchange_price_difference",
            "return_items", "return_payment_method_id");

    private final Database rows;
    private final ObjectNode orders, products, users;
    private final Edition edition;

    /// @param rows gives rows to change
    /// @param data `orders`, `products` and `users` by their ids; the tools change it
    Retail(Database rows, ObjectNode data, Edition edition) {
        this.rows = rows;
        this.edition = edition;
        orders = (ObjectNode) data.get("orders");
        products = (ObjectNode) data.get("products");
        users = (ObjectNode) data.get("users");
    }

    /// Data of the second edition with the fields that an order gets later, empty.
    static ObjectNode completed(ObjectNode data) {
        data.get("orders").forEach(order -> LATER_FIELDS.forEach(field -> ((ObjectNode) order).putNull(field)));
        return data;
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "find_user_id_by_email" -> StringNode.valueOf(userByEmail(given.text("email")));
            case "find_user_id_by_name_zip" -> StringNode.valueOf(userByName(given.text("first_name"), given.text("last_name"), given.text("zip")));
            case "get_user_details" -> found(users, given.text("user_id"), "User");
            case "get_order_details" -> order(given);
            case "get_product_details" -> found(products, given.text("product_id"), "Product");
            case "get_item_details" -> anyVariant(name, given.text("item_id"));
            case "list_all_product_types" -> productTypes();
            case "cancel_pending_order" -> cancelled(order(given), given.text("reason"));
            case "modify_pending_order_address" -> withAddress(changeable(order(given)), given);
            case "modify_user_address" -> withAddress(found(users, given.text("user_id"), "User"), given);
            case "modify_pending_order_items" -> withOtherItems(order(given), given.texts("item_ids"), given.texts("new_item_ids"), given.text("payment_method_id"));
            case "modify_pending_order_payment" -> paidOtherwise(changeable(order(given)), given.text("payment_method_id"));
            case "return_delivered_order_items" -> returned(order(given), given.texts("item_ids"), given.text("payment_method_id"));
            case "exchange_delivered_order_items" -> exchanged(order(given), given.texts("item_ids"), given.texts("new_item_ids"), given.text("payment_method_id"));
            default -> Desk.call(name, given, edition);
        };
    }

    private String userByEmail(String email) {
        for (var user : users.properties()) if (sameText(user.getValue().path("email"), email)) return user.getKey();
        throw edition.refusal("User not found");
    }

    private String userByName(String first, String last, String zip) {
        for (var user : users.properties()) {
            JsonNode name = user.getValue().path("name");
            if (sameText(name.path("first_name"), first) && sameText(name.path("last_name"), last) && user.getValue().path("address").path("zip").asString("").equals(zip)) return user.getKey();
        }
        throw edition.refusal("User not found");
    }

    private static boolean sameText(JsonNode text, String other) {
        return text.asString("").toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    private ObjectNode found(ObjectNode table, String id, String kind) {
        ObjectNode row = rows.own(table, id);
        if (row != null) return row;
        throw edition.refusal(kind + " not found");
    }

    private ObjectNode order(Arguments given) {
        return found(orders, given.text("order_id"), "Order");
    }

    private JsonNode anyVariant(String tool, String id) {
        if (edition == Edition.FIRST) throw new UnknownToolFault(tool);
        for (JsonNode product : products) if (product.path("variants").has(id)) return product.get("variants").get(id);
        throw edition.refusal("Item not found");
    }

    /// The first edition answers with an object, the second with its text; both become the same JSON.
    private JsonNode productTypes() {
        Map<String, JsonNode> types = new TreeMap<>();
        for (JsonNode product : products) types.put(product.path("name").asString(), product.path("product_id"));
        ObjectNode sorted = products.objectNode();
        types.forEach(sorted::set);
        return sorted;
    }

    private static String status(ObjectNode order) {
        return order.path("status").asString("");
    }

    private static ArrayNode payments(ObjectNode order) {
        return (ArrayNode) order.get("payment_history");
    }

    private ObjectNode method(ObjectNode order, String id) {
        if (found(users, order.path("user_id").asString(), "User").path("payment_methods").get(id) instanceof ObjectNode method) return method;
        throw edition.refusal("Payment method not found");
    }

    private static boolean isGiftCard(JsonNode method) {
        return method.path("source").asString("").equals(GIFT_CARD);
    }

    /// Pays in, or with a negative amount out, where the method is a gift card; other methods keep no balance.
    private static void credit(ObjectNode method, JsonNode amount) {
        if (isGiftCard(method)) method.set("balance", Amounts.cents(Amounts.sum(method.get("balance"), amount)));
    }

    private static ObjectNode payment(ArrayNode to, String kind, JsonNode amount, String method) {
        return to.addObject().put("transaction_type", kind).<ObjectNode>set("amount", amount).put("payment_method_id", method);
    }

    private ObjectNode cancelled(ObjectNode order, String reason) {
        if (!status(order).equals(PENDING)) throw edition.refusal("Non-pending order cannot be cancelled");
        if (!Set.of("no longer needed", "ordered by mistake").contains(reason)) throw edition.refusal("Invalid reason");
        ArrayNode refunds = order.arrayNode();
        for (JsonNode paid : payments(order)) {
            String method = paid.path("payment_method_id").asString();
            payment(refunds, "refund", paid.get("amount"), method);
            credit(method(order, method), paid.get("amount"));
        }
        order.put("status", "cancelled").put("cancel_reason", reason);
        payments(order).addAll(refunds);
        return order;
    }

    /// An order whose address and payment may change: in the second edition also after its items have.
    private ObjectNode changeable(ObjectNode order) {
        if (edition == Edition.FIRST ? status(order).equals(PENDING) : status(order).contains(PENDING)) return order;
        throw edition.refusal("Non-pending order cannot be modified");
    }

    private ObjectNode withAddress(ObjectNode row, Arguments given) {
        ObjectNode address = row.objectNode();
        List<String> fields = edition == Edition.FIRST ? List.of("address1", "address2", "city", "state", "country", "zip") : List.of("address1", "address2", "city", "country", "state", "zip");
        for (String field : fields) address.put(field, given.text(field));
        return row.set("address", address);
    }

    /// The first item of an order with an id.
    private static ObjectNode item(ObjectNode order, String id) {
        return (ObjectNode) order.path("items").valueStream().filter(item -> item.path("item_id").asString().equals(id)).findFirst().orElseThrow();
    }

    /// The first of the items that the order has fewer of than named; null for none.
    private static String missing(ObjectNode order, List<String> ids) {
        List<String> left = new ArrayList<>(order.path("items").valueStream().map(item -> item.path("item_id").asString()).toList());
        for (String id : ids) if (Collections.frequency(ids, id) > Collections.frequency(left, id)) return id;
        return null;
    }

    /// What the new items cost more than the old ones, which they must be of one product with.
    private JsonNode priceDifference(ObjectNode order, List<String> ids, List<String> newIds, boolean mustDiffer) {
        JsonNode difference = Amounts.ZERO;
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i), newId = newIds.get(i);
            if (mustDiffer && id.equals(newId)) throw edition.refusal("The new item id should be different from the old item id");
            ObjectNode item = item(order, id);
            JsonNode variant = variant(item, newId);
            if (!variant.path("available").asBoolean(false)) throw edition.refusal(variant.isMissingNode() && edition == Edition.SECOND ? "Variant not found" : "New item " + newId + " not found or available");
            difference = Amounts.sum(difference, Amounts.difference(variant.get("price"), item.get("price")));
        }
        return difference;
    }

    private JsonNode variant(JsonNode item, String id) {
        return products.path(item.path("product_id").asString()).path("variants").path(id);
    }

    private void mustCover(ObjectNode method, JsonNode amount, String what) {
        if (isGiftCard(method) && Amounts.less(method.get("balance"), amount)) throw edition.refusal("Insufficient gift card balance to pay for the " + what);
    }

    private ObjectNode withOtherItems(ObjectNode order, List<String> ids, List<String> newIds, String methodId) {
        if (!status(order).equals(PENDING)) throw edition.refusal("Non-pending order cannot be modified");
        String missing = missing(order, ids);
        if (missing != null) throw new Refusal(missing + " not found");
        if (ids.size() != newIds.size()) throw edition.refusal("The number of items to be exchanged should match");
        JsonNode difference = priceDifference(order, ids, newIds, edition == Edition.SECOND);
        ObjectNode method = method(order, methodId);
        mustCover(method, difference, "new item");
        payment(payments(order), difference.doubleValue() > 0 ? "payment" : "refund", Amounts.size(difference), methodId);
        credit(method, Amounts.difference(Amounts.ZERO, difference));
        JsonNode last = ids.isEmpty() ? null : variant(item(order, ids.getLast()), newIds.getLast());
        for (int i = 0; i < ids.size(); i++) {
            ObjectNode item = item(order, ids.get(i));
            // the second edition gives every item the price and the options of the last one
            JsonNode variant = edition == Edition.FIRST ? variant(item, newIds.get(i)) : last;
            item.put("item_id", newIds.get(i)).<ObjectNode>set("price", variant.get("price")).set("options", variant.get("options").deepCopy());
        }
        return order.put("status", "pending (item modified)");
    }

    private ObjectNode paidOtherwise(ObjectNode order, String methodId) {
        ObjectNode method = method(order, methodId);
        ArrayNode payments = payments(order);
        if (payments.size() != 1 || !payments.get(0).path("transaction_type").asString().equals("payment")) throw edition.refusal("There should be exactly one payment for a pending order");
        String oldId = payments.get(0).path("payment_method_id").asString();
        if (oldId.equals(methodId)) throw edition.refusal("The new payment method should be different from the current one");
        JsonNode amount = payments.get(0).get("amount");
        mustCover(method, amount, "order");
        payment(payments, "payment", amount, methodId);
        payment(payments, "refund", amount, oldId);
        credit(method, Amounts.difference(Amounts.ZERO, amount));
        credit(method(order, oldId), amount);
        return order;
    }

    private ObjectNode returned(ObjectNode order, List<String> ids, String methodId) {
        if (!status(order).equals("delivered")) throw edition.refusal("Non-delivered order cannot be returned");
        if (!isGiftCard(method(order, methodId)) && !payments(order).path(0).path("payment_method_id").asString().equals(methodId))
            throw edition.refusal("payment method should be either the original payment method or a gift card", "Payment method should be the original payment method");
        if (missing(order, ids) != null) throw edition.refusal("Some item not found");
        order.put("status", "return requested").<ObjectNode>set("return_items", sorted(ids)).put("return_payment_method_id", methodId);
        return order;
    }

    private ObjectNode exchanged(ObjectNode order, List<String> ids, List<String> newIds, String methodId) {
        if (!status(order).equals("delivered")) throw edition.refusal("Non-delivered order cannot be exchanged");
        String missing = missing(order, ids);
        if (missing != null) throw edition.refusal(missing + " not found", "Number of " + missing + " not found.");
        if (ids.size() != newIds.size()) throw edition.refusal("the number of items to be exchanged should match", "The number of items to be exchanged should match.");
        JsonNode difference = Amounts.cents(priceDifference(order, ids, newIds, false));
        mustCover(method(order, methodId), difference, "price difference");
        order.put("status", "exchange requested").<ObjectNode>set("exchange_items", sorted(ids)).<ObjectNode>set("exchange_new_items", sorted(newIds))
                .put("exchange_payment_method_id", methodId).set("exchange_price_difference", difference);
        return order;
    }

    private ArrayNode sorted(List<String> ids) {
        ArrayNode sorted = orders.arrayNode();
        ids.stream().sorted().forEach(sorted::add);
        return sorted;
    }
}
