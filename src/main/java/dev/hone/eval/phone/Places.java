package dev.hone.eval.phone;

/// Places on the earth, in degrees.
final class Places {
    private static final double RADIUS = 6371;

    private Places() {}

    /// The way between two places over a sphere, by the haversine formula.
    static double kilometres(double latitude1, double longitude1, double latitude2, double longitude2) {
        double a = Math.toRadians(latitude1), b = Math.toRadians(latitude2), turn = Math.toRadians(longitude2 - longitude1);
        double h = Math.pow(Math.sin((b - a) / 2), 2) + Math.cos(a) * Math.cos(b) * Math.pow(Math.sin(turn / 2), 2);
        return 2 * RADIUS * Math.asin(Math.sqrt(h));
    }
}
