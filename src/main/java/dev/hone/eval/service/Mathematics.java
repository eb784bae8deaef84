package dev.hone.eval.service;

import dev.hone.eval.python.PythonArithmetic;
import dev.hone.eval.python.PythonFault;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Arithmetic, without a state.
/// Source: BFCL v4, `MathAPI`.
record Mathematics() implements Service {
    private static final double BITS_A_DIGIT = Math.log(10) / Math.log(2);
    private static final int MOST_DIGITS = 1000;
    private static final Map<String, Double> METERS = Map.of("km", 1000.0, "m", 1.0, "cm", 0.01, "mm", 0.001, "um", 1e-6, "nm", 1e-9);
    private static final Map<String, Double> FACTORS = Map.ofEntries(Map.entry("cm_to_in", 0.393701), Map.entry("in_to_cm", 2.54), Map.entry("m_to_ft", 3.28084), Map.entry("ft_to_m", 0.3048),
            Map.entry("m_to_yd", 1.09361), Map.entry("yd_to_m", 0.9144), Map.entry("km_to_miles", 0.621371), Map.entry("miles_to_km", 1.60934), Map.entry("kg_to_lb", 2.20462),
            Map.entry("lb_to_kg", 0.453592), Map.entry("celsius_to_fahrenheit", 1.8), Map.entry("fahrenheit_to_celsius", 5.0 / 9));

    @Override public ObjectNode state() {
        return JsonMapper.shared().createObjectNode();
    }

    @Override public JsonNode call(String name, Arguments given) {
        try {
            return switch (name) {
                case "add" -> result(computed(given.number("a"), "+", given.number("b")));
                case "subtract" -> result(computed(given.number("a"), "-", given.number("b")));
                case "multiply" -> result(computed(given.number("a"), "*", given.number("b")));
                case "divide" -> given.number("b").doubleValue() == 0 ? Service.error("Cannot divide by zero") : result(computed(given.number("a"), "/", given.number("b")));
                case "power" -> result(computed(given.number("base"), "**", given.number("exponent")));
                case "percentage" -> given.number("whole").doubleValue() == 0 ? Service.error("Whole value cannot be zero")
                        : result(computed(computed(given.number("part"), "/", given.number("whole")), "*", IntNode.valueOf(100)));
                case "absolute_value" -> result(given.number("number").doubleValue() < 0 ? computed(IntNode.valueOf(0), "-", given.number("number")) : given.number("number"));
                case "round_number" -> result(rounded(given.number("number"), given.numberOr("decimal_places", 0).intValue()));
                case "logarithm" -> logarithm(given.number("value").doubleValue(), given.number("base").doubleValue(), precision(given));
                case "square_root" -> given.number("number").doubleValue() < 0 ? Service.error("Cannot calculate square root of a negative number")
                        : shown("Decimal", given.number("number").decimalValue().sqrt(new MathContext(precision(given), RoundingMode.HALF_EVEN)).toPlainString());
                case "si_unit_conversion" -> converted(given);
                case "imperial_si_conversion" -> imperial(given);
                case "mean", "standard_deviation", "min_value", "max_value", "sum_values" -> of(name, given.numbers("numbers"));
                default -> throw new UnknownToolFault(name);
            };
        } catch (PythonFault e) {
            throw new Refusal(e.getMessage());
        }
    }

    private static JsonNode computed(JsonNode one, String operator, JsonNode other) {
        return PythonArithmetic.binary(PythonValue.of(one), operator, PythonValue.of(other)).json();
    }

    private static JsonNode result(JsonNode value) {
        return Service.answer("result", value);
    }

    private static JsonNode result(double value) {
        return result(DoubleNode.valueOf(value));
    }

    private static int precision(Arguments given) {
        return Math.clamp(given.number("precision").intValue(), 1, MOST_DIGITS);
    }

    /// In as many bits as the digits asked for need, shown with three digits more, as officially; beyond a double's 53 bits no further.
    private static JsonNode logarithm(double value, double base, int precision) {
        int bits = (int) Math.rint((precision + 1) * BITS_A_DIGIT);
        double result = inBits(inBits(Math.log(value), bits) / inBits(Math.log(base), bits), bits);
        if (Double.isNaN(result) || Double.isInfinite(result)) return Service.error("math domain error");
        String digits = new BigDecimal(result).round(new MathContext(Math.min(precision == 15 ? 17 : precision + 3, 17))).stripTrailingZeros().toPlainString();
        return shown("mpf", digits.contains(".") ? digits : digits + ".0");
    }

    private static double inBits(double value, int bits) {
        if (bits >= 53 || value == 0) return value;
        int shift = bits - 1 - Math.getExponent(value);
        return Math.scalb(Math.rint(Math.scalb(value, shift)), -shift);
    }

    /// An answer that is no JSON is sent as Python shows it.
    private static JsonNode shown(String type, String digits) {
        return StringNode.valueOf("{'result': " + type + "(" + PythonText.repr(digits) + ")}");
    }

    private static JsonNode rounded(JsonNode number, int places) {
        if (number.isIntegralNumber() && places >= 0) return number;
        return DoubleNode.valueOf(new BigDecimal(number.doubleValue()).setScale(places, RoundingMode.HALF_EVEN).doubleValue());
    }

    private static JsonNode unsupported(String from, String to) {
        return Service.error("Conversion from '" + from + "' to '" + to + "' is not supported");
    }

    private static JsonNode converted(Arguments given) {
        String from = given.text("unit_in"), to = given.text("unit_out");
        return METERS.containsKey(from) && METERS.containsKey(to) ? result(given.number("value").doubleValue() * METERS.get(from) * (1 / METERS.get(to))) : unsupported(from, to);
    }

    private static JsonNode imperial(Arguments given) {
        String from = given.text("unit_in"), to = given.text("unit_out");
        double value = given.number("value").doubleValue();
        if (from.equals(to)) return result(given.number("value"));
        Double factor = FACTORS.get(from + "_to_" + to);
        if (factor == null) return unsupported(from, to);
        return result(from.equals("celsius") ? value * factor + 32 : from.equals("fahrenheit") ? (value - 32) * factor : value * factor);
    }

    private static JsonNode of(String name, List<JsonNode> numbers) {
        Comparator<JsonNode> bySize = Comparator.comparingDouble(JsonNode::doubleValue);
        if (numbers.isEmpty()) return Service.error("Cannot calculate " + name + " of an empty list");
        JsonNode sum = IntNode.valueOf(0);
        for (JsonNode number : numbers) sum = computed(sum, "+", number);
        double mean = sum.doubleValue() / numbers.size();
        return switch (name) {
            case "mean" -> result(mean);
            case "standard_deviation" -> result(Math.sqrt(numbers.stream().mapToDouble(number -> (number.doubleValue() - mean) * (number.doubleValue() - mean)).sum() / numbers.size()));
            case "min_value" -> result(numbers.stream().min(bySize).orElseThrow());
            case "max_value" -> result(numbers.stream().max(bySize).orElseThrow());
            default -> result(sum);
        };
    }
}
