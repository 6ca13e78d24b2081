package io.winnow.trainer.evaluate;

/** Kendall's rank correlation. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /**
     * Returns Kendall's tau-b (Kendall 1945), which takes account of ties: 1 for the same order, -1 for the reverse one.
     *
     * @return null if all values of one of the two are equal
     */
    public static Double tauB(double[] x, double[] y) {
        long sum = 0;
        long untiedX = 0;
        long untiedY = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                int a = Double.compare(x[i], x[j]);
                int b = Double.compare(y[i], y[j]);
                sum += (long) Integer.signum(a) * Integer.signum(b);
                untiedX += a == 0 ? 0 : 1;
                untiedY += b == 0 ? 0 : 1;
            }
        }
        return untiedX == 0 || untiedY == 0 ? null : Double.valueOf(sum / Math.sqrt((double) untiedX * untiedY));
    }
}
