package dev.hone.loss;

/// Mean and spread of the numbers that are there: NaN stands for one that is not.
/// @param count     numbers that are there
/// @param mean      NaN where there is none
/// @param deviation with Bessel's correction; 0 where all are equal, or fewer than two
record Moments(int count, double mean, double deviation) {
    static Moments of(double... numbers) {
        int count = 0;
        double sum = 0, least = Double.POSITIVE_INFINITY, most = Double.NEGATIVE_INFINITY;
        for (double number : numbers) {
            if (Double.isNaN(number)) continue;
            count++;
            sum += number;
            least = Math.min(least, number);
            most = Math.max(most, number);
        }
        if (count == 0) return new Moments(0, Double.NaN, 0);
        if (least == most) return new Moments(count, least, 0);
        double mean = sum / count, squares = 0;
        for (double number : numbers) if (!Double.isNaN(number)) squares += (number - mean) * (number - mean);
        return new Moments(count, mean, Math.sqrt(squares / (count - 1)));
    }
}
