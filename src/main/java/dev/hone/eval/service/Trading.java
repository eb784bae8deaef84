package dev.hone.eval.service;

import dev.hone.eval.python.PythonArithmetic;
import dev.hone.eval.python.PythonRandom;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Stocks, orders and an account. It is always 10:30 on 1 September 2024.
/// Source: BFCL v4, `TradingBot`.
record Trading(ObjectNode state, PythonRandom random) implements Service {
    private static final LocalDateTime NOW = LocalDateTime.of(2024, 9, 1, 10, 30);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final long SEED = 1053520;
    private static final Map<String, String> SYMBOLS = Map.ofEntries(Map.entry("Apple", "AAPL"), Map.entry("Google", "GOOG"), Map.entry("Tesla", "TSLA"), Map.entry("Microsoft", "MSFT"),
            Map.entry("Nvidia", "NVDA"), Map.entry("Zeta Corp", "ZETA"), Map.entry("Alpha Tech", "ALPH"), Map.entry("Omega Industries", "OMEG"), Map.entry("Quasar Ltd.", "QUAS"),
            Map.entry("Neptune Systems", "NEPT"), Map.entry("Synex Solutions", "SYNX"), Map.entry("Amazon", "AMZN"), Map.entry("Gorilla", "GORI"));
    private static final Map<String, List<String>> SECTORS = Map.of("Technology", List.of("AAPL", "GOOG", "MSFT", "NVDA"), "Automobile", List.of("TSLA", "F", "GM"));

    static Trading of(ObjectNode scenario) {
        return new Trading(Service.begun(Services.resource("market.json"), scenario), PythonRandom.of(scenario.path("random_seed").asLong(SEED)));
    }

    @Override public JsonNode call(String name, Arguments given) {
        return switch (name) {
            case "get_current_time" -> Service.answer("current_time", "10:30 AM");
            case "get_symbol_by_name" -> Service.answer("symbol", SYMBOLS.getOrDefault(given.text("name"), "Stock not found"));
            case "get_stock_info" -> stocks().has(given.text("symbol")) ? stocks().get(given.text("symbol")) : Service.error("Stock with symbol '" + given.text("symbol") + "' not found.");
            case "get_order_details" -> order(given) != null ? order(given) : Service.error(missing(given) + "Here is the list of orders_id: [" + String.join(", ", orders().propertyNames()) + "]");
            case "cancel_order" -> cancelled(given);
            case "place_order" -> loggedIn("place an order", () -> placed(given));
            case "withdraw_funds" -> loggedIn("make a transaction", () -> withdrawn(given.number("amount")));
            case "fund_account" -> loggedIn("fund the account", () -> funded(given.number("amount")));
            case "get_account_info" -> loggedIn("view account information", () -> state.get("account_info"));
            case "trading_login" -> {
                boolean was = isLoggedIn();
                state.put("authenticated", true);
                yield Service.answer("status", was ? "Already logged in" : "Logged in successfully");
            }
            case "trading_get_login_status" -> Service.answer("status", isLoggedIn());
            case "trading_logout" -> {
                boolean was = isLoggedIn();
                state.put("authenticated", false);
                yield Service.answer("status", was ? "Logged out successfully" : "No user is currently logged in");
            }
            case "remove_stock_from_watchlist" -> loggedIn("modify the watchlist", () -> unwatched(given.text("symbol")));
            case "get_watchlist" -> isLoggedIn() ? Service.answer("watchlist", watched()) : state.arrayNode().add("Error: User not authenticated. Please log in to view the watchlist.");
            case "add_to_watchlist" -> {
                String stock = given.text("stock");
                if (stocks().has(stock) && watched().valueStream().noneMatch(each -> each.asString().equals(stock))) watched().add(stock);
                yield Service.answer("watchlist", watched());
            }
            case "get_order_history" -> {
                ArrayNode ids = state.arrayNode();
                orders().propertyNames().forEach(id -> ids.add(Long.parseLong(id)));
                yield isLoggedIn() ? Service.answer("history", ids) : refused("view order history");
            }
            case "get_transaction_history" -> isLoggedIn() ? history(given.textOrNull("start_date"), given.textOrNull("end_date")) : refused("view transaction history");
            case "get_available_stocks" -> Service.answer("stock_list", texts(SECTORS.getOrDefault(given.text("sector"), List.of())));
            case "filter_stocks_by_price" -> Service.answer("filtered_stocks", texts(given.texts("stocks").stream().filter(stock -> price(stock) >= given.number("min_price").doubleValue()
                    && price(stock) <= given.number("max_price").doubleValue()).toList()));
            case "notify_price_change" -> notified(given.texts("stocks"), given.number("threshold").doubleValue());
            default -> throw new UnknownToolFault(name);
        };
    }

    private boolean isLoggedIn() {
        return state.path("authenticated").asBoolean(false);
    }

    private static String logIn(String wish) {
        return "User not authenticated. Please log in to " + wish + ".";
    }

    private JsonNode loggedIn(String wish, Supplier<JsonNode> answer) {
        return isLoggedIn() ? answer.get() : Service.error(logIn(wish));
    }

    private ArrayNode refused(String wish) {
        return state.arrayNode().add(Service.error(logIn(wish)));
    }

    private ObjectNode stocks() {
        return (ObjectNode) state.get("stocks");
    }

    private double price(String stock) {
        return stocks().path(stock).path("price").asDouble(0);
    }

    private ObjectNode orders() {
        return (ObjectNode) state.get("orders");
    }

    private ObjectNode order(Arguments given) {
        JsonNode id = given.any("order_id");
        return id.isNumber() && orders().get(id.asString()) instanceof ObjectNode order ? order : null;
    }

    private static String missing(Arguments given) {
        return "Order with ID " + given.any("order_id").asString() + " not found.";
    }

    private ArrayNode watched() {
        return (ArrayNode) state.get("watch_list");
    }

    private ArrayNode texts(List<String> texts) {
        ArrayNode array = state.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private JsonNode cancelled(Arguments given) {
        ObjectNode order = order(given);
        if (order == null) return Service.error(missing(given));
        if (order.path("status").asString().equals("Completed")) return Service.error("Can't cancel order " + given.any("order_id").asString() + ". Order is already completed.");
        order.put("status", "Cancelled");
        return state.objectNode().<ObjectNode>set("order_id", given.any("order_id")).put("status", "Cancelled");
    }

    private JsonNode placed(Arguments given) {
        String type = given.text("order_type"), symbol = given.text("symbol");
        double price = given.number("price").doubleValue(), balance = account().path("balance").asDouble(0);
        JsonNode amount = given.number("amount");
        if (!stocks().has(symbol)) return Service.error("Invalid stock symbol: " + symbol);
        if (price <= 0 || amount.doubleValue() <= 0) return Service.error("Price and amount must be positive values.");
        double cost = price * amount.longValue();
        if (type.equalsIgnoreCase("buy") && cost > balance)
            return Service.error(String.format(Locale.ROOT, "Insufficient funds: required $%.2f but only $%.2f available.", cost, balance));
        int id = state.path("order_counter").intValue();
        orders().putObject(Integer.toString(id)).put("id", id).put("order_type", type).put("symbol", symbol).put("price", price).<ObjectNode>set("amount", amount).put("status", "Open");
        state.put("order_counter", id + 1);
        return state.objectNode().put("order_id", id).put("order_type", type).put("status", "Pending").put("price", price).set("amount", amount);
    }

    private ObjectNode account() {
        return (ObjectNode) state.get("account_info");
    }

    private JsonNode withdrawn(JsonNode amount) {
        if (!state.path("market_status").asString().equals("Open")) return Service.error("Market is closed. Transactions are not allowed.");
        if (amount.doubleValue() <= 0) return Service.error("Transaction amount must be positive.");
        if (amount.doubleValue() > account().path("balance").doubleValue()) return Service.error("Insufficient funds for withdrawal.");
        return transacted("withdrawal", amount, "-", "Withdrawal successful");
    }

    private JsonNode funded(JsonNode amount) {
        return amount.doubleValue() <= 0 ? Service.error("Funding amount must be positive.") : transacted("deposit", amount, "+", "Account funded successfully");
    }

    private JsonNode transacted(String type, JsonNode amount, String operator, String status) {
        account().set("balance", PythonArithmetic.binary(PythonValue.of(account().get("balance")), operator, PythonValue.of(amount)).json());
        ((ArrayNode) state.get("transaction_history")).addObject().put("type", type).<ObjectNode>set("amount", amount).put("timestamp", stamp());
        return Service.answer("status", status).set("new_balance", account().get("balance"));
    }

    /// Some time of the day that begins now.
    private String stamp() {
        long now = NOW.toEpochSecond(ZoneOffset.UTC);
        return LocalDateTime.ofEpochSecond(random.between(now, now + 24 * 60 * 60), 0, ZoneOffset.UTC).format(STAMP);
    }

    private JsonNode unwatched(String symbol) {
        for (int i = 0; i < watched().size(); i++) {
            if (!watched().get(i).asString().equals(symbol)) continue;
            watched().remove(i);
            return Service.answer("status", "Stock " + symbol + " removed from watchlist successfully.");
        }
        return Service.error("Stock " + symbol + " not found in watchlist.");
    }

    private JsonNode history(String start, String end) {
        try {
            LocalDateTime from = start == null || start.isEmpty() ? LocalDateTime.MIN : LocalDate.parse(start).atStartOfDay(), to = end == null || end.isEmpty() ? LocalDateTime.MAX : LocalDate.parse(end).atStartOfDay();
            ArrayNode within = state.arrayNode();
            for (JsonNode each : state.get("transaction_history")) {
                LocalDateTime time = LocalDateTime.parse(each.path("timestamp").asString(), STAMP);
                if (!time.isBefore(from) && !time.isAfter(to)) within.add(each);
            }
            return Service.answer("transaction_history", within);
        } catch (DateTimeParseException e) {
            throw new Refusal("time data '" + e.getParsedString() + "' does not match format '%Y-%m-%d'");
        }
    }

    private JsonNode notified(List<String> symbols, double threshold) {
        String changed = symbols.stream().filter(symbol -> stocks().has(symbol) && Math.abs(stocks().get(symbol).path("percent_change").doubleValue()) >= threshold).collect(Collectors.joining(", "));
        return Service.answer("notification", changed.isEmpty() ? "No significant price changes in the selected stocks." : "Stocks " + changed + " have significant price changes.");
    }
}
