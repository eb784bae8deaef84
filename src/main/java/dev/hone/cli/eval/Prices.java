package dev.hone.cli.eval;

import dev.hone.eval.ask.Usage;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What tokens cost, in dollars for a million.
/// @param byPart of whoever takes part: for tokens that are read, and for those that are said
record Prices(Map<String, double[]> byPart) {
    private static final List<String> PARTS = List.of("model", "judge", "second_judge", "user");
    private static final double MILLION = 1e6;

    /// @param named such as `judge` and `2.5/10`
    static Prices of(Map<String, String> named) {
        Map<String, double[]> prices = new TreeMap<>();
        named.forEach((part, price) -> {
            String[] both = price.split("/", -1);
            if (!PARTS.contains(part) || both.length != 2) throw wrong(part, price);
            prices.put(part, new double[] {dollars(part, price, both[0]), dollars(part, price, both[1])});
        });
        return new Prices(prices);
    }

    private static double dollars(String part, String price, String text) {
        try {
            double dollars = Double.parseDouble(text);
            if (dollars >= 0 && Double.isFinite(dollars)) return dollars;
        } catch (NumberFormatException _) {
            // told below
        }
        throw wrong(part, price);
    }

    private static UserError wrong(String part, String price) {
        return new UserError("--price is " + part + "=" + price + "; expected PART=READ/SAID, dollars for a million tokens, such as judge=2.5/10, and PART one of " + String.join(", ", PARTS));
    }

    /// Dollars; empty where no price is known.
    OptionalDouble of(String part, Usage usage) {
        double[] price = byPart.get(part);
        return price == null ? OptionalDouble.empty() : OptionalDouble.of((price[0] * usage.promptTokens() + price[1] * usage.completionTokens()) / MILLION);
    }
}
