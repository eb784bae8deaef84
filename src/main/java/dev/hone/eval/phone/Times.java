package dev.hone.eval.phone;

import dev.hone.data.Json;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Times as a phone counts them, in seconds since 1970; its clock shows UTC.
final class Times {
    private static final double WEEK = 604_800, DAY = 86_400, HOUR = 3600, MINUTE = 60;

    private Times() {}

    static ObjectNode parts(double timestamp) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond((long) Math.floor(timestamp)), ZoneOffset.UTC);
        return Json.MAPPER.createObjectNode().put("year", time.getYear()).put("month", time.getMonthValue()).put("day", time.getDayOfMonth()).put("hour", time.getHour())
                .put("minute", time.getMinute()).put("second", time.getSecond()).put("isoweekday", time.getDayOfWeek().getValue());
    }

    static double timestamp(Arguments given) {
        try {
            return LocalDateTime.of(whole(given, "year"), whole(given, "month"), whole(given, "day"), whole(given, "hour"), whole(given, "minute"), whole(given, "second")).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new Refusal("there is no such time: " + e.getMessage());
        }
    }

    private static int whole(Arguments given, String name) {
        return given.number(name).intValue();
    }

    static double shifted(Arguments given) {
        return given.number("timestamp").doubleValue() + WEEK * part(given, "weeks") + DAY * part(given, "days") + HOUR * part(given, "hours") + MINUTE * part(given, "minutes") + part(given, "seconds");
    }

    private static double part(Arguments given, String name) {
        return given.numberOr(name, 0).doubleValue();
    }

    /// How much later the second is: whole days, and seconds from 0 to a day.
    static ObjectNode difference(double first, double second) {
        double days = Math.floor((second - first) / DAY);
        return Json.MAPPER.createObjectNode().put("days", (long) days).put("seconds", (long) (second - first - days * DAY));
    }

    /// Whether a row's time keeps to `NAME_lowerbound` and `NAME_upperbound`, where they are given.
    static boolean isWithin(Arguments given, JsonNode row, String name) {
        double time = row.path(name).asDouble(0);
        return (!given.fields().has(name + "_lowerbound") || time >= given.number(name + "_lowerbound").doubleValue())
                && (!given.fields().has(name + "_upperbound") || time <= given.number(name + "_upperbound").doubleValue());
    }
}
