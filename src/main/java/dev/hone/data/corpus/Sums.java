package dev.hone.data.corpus;

import java.util.List;

/// Small sums, worked out digit by digit as at school.
final class Sums {
    private static final List<String> ASKED = List.of("What is %s?", "How much is %s?", "Work out %s.", "Calculate %s.", "Please tell me what %s is.");
    private static final List<String> MORE = List.of("%1$s has %2$d %4$s and gets %3$d more. How many %4$s does %1$s have now?",
            "There are %2$d %4$s in a box. %1$s puts in %3$d more. How many %4$s are in the box?",
            "%1$s found %2$d %4$s on one day and %3$d on the next. How many %4$s is that?");
    private static final List<String> FEWER = List.of("%1$s has %2$d %4$s and gives away %3$d. How many %4$s does %1$s have now?",
            "There were %2$d %4$s on a table. %1$s took %3$d of them. How many %4$s are left?");
    private static final List<String> TIMES = List.of("%1$s has %2$d bags with %3$d %4$s in each. How many %4$s is that?");
    private static final double ABOUT_THINGS = 0.25;

    private Sums() {}

    static Task task(Dice dice) {
        return switch (dice.between(0, 9)) {
            case 0, 1, 2, 3 -> sum(dice, dice.between(10, 89), dice.between(10, 89), '+');
            case 4, 5 -> sum(dice, dice.between(2, 20), dice.between(2, 9), '+');
            case 6, 7 -> {
                int first = dice.between(11, 99);
                yield sum(dice, first, dice.between(2, first - 1), '-');
            }
            case 8 -> sum(dice, dice.between(2, 9), dice.between(2, 9), '*');
            default -> three(dice);
        };
    }

    private static Task sum(Dice dice, int a, int b, char sign) {
        String key = a + " " + sign + " " + b;
        int value = value(a, b, sign);
        List<String> aboutThings = switch (sign) {
            case '+' -> MORE;
            case '-' -> FEWER;
            default -> TIMES;
        };
        String prompt = dice.chance(ABOUT_THINGS) ? dice.one(aboutThings).formatted(dice.one(Words.NAMES), a, b, dice.one(Words.MANY)) : dice.one(ASKED).formatted(key);
        // a product is known or not: what can be held out of the times table is the wording
        return new Task(Skill.SUMS, sign == '*' ? prompt : key, prompt, key + ": " + steps(a, b, sign) + " " + answered(value), "" + value);
    }

    private static Task three(Dice dice) {
        int a = dice.between(1, 9);
        int b = dice.between(1, 9);
        int c = dice.between(1, 9);
        String key = a + " + " + b + " + " + c;
        String steps = "%s: %d + %d = %d. %d + %d = %d.".formatted(key, a, b, a + b, a + b, c, a + b + c);
        return new Task(Skill.SUMS, key, dice.one(ASKED).formatted(key), steps + " " + answered(a + b + c), "" + (a + b + c));
    }

    /// The answer without its steps.
    static String answered(Task sum) {
        return answered(Integer.parseInt(sum.answer()));
    }

    private static String answered(int value) {
        return "The answer is " + value + ".";
    }

    private static int value(int a, int b, char sign) {
        return switch (sign) {
            case '+' -> a + b;
            case '-' -> a - b;
            default -> a * b;
        };
    }

    /// From the ones to the tens: `7 + 5 = 12, write 2, carry 1. 2 + 1 + 1 = 4, write 4.`
    private static String steps(int a, int b, char sign) {
        return switch (sign) {
            case '+' -> added(a, b);
            case '-' -> takenAway(a, b);
            default -> "%d times %d is %d.".formatted(a, b, a * b);
        };
    }

    private static String added(int a, int b) {
        int ones = a % 10 + b % 10;
        int carry = ones / 10;
        String first = "%d + %d = %d".formatted(a % 10, b % 10, ones) + (carry == 1 ? ", write %d, carry 1.".formatted(ones % 10) : ", write %d.".formatted(ones));
        if (a < 10 && b < 10) return first;
        int tens = a / 10 + b / 10 + carry;
        return first + " %d + %d%s = %d, write %d.".formatted(a / 10, b / 10, carry == 1 ? " + 1" : "", tens, tens);
    }

    private static String takenAway(int a, int b) {
        boolean borrows = a % 10 < b % 10;
        int ones = a % 10 - b % 10 + (borrows ? 10 : 0);
        String first = borrows ? "%d is less than %d, so borrow 1. %d - %d = %d, write %d.".formatted(a % 10, b % 10, a % 10 + 10, b % 10, ones, ones)
                : "%d - %d = %d, write %d.".formatted(a % 10, b % 10, ones, ones);
        int tens = a / 10 - b / 10 - (borrows ? 1 : 0);
        return first + " %d - %d%s = %d, write %d.".formatted(a / 10, b / 10, borrows ? " - 1" : "", tens, tens);
    }
}
