package io.winnow.trainer.page;

/**
 * A curve of a chart, and the band around it if it is a mean over several runs.
 *
 * @param name name in the legend
 * @param x steps (N), ascending
 * @param y values (N)
 * @param low smallest value over the runs (N); null if there is one run
 * @param high largest value over the runs (N); null if there is one run
 */
@SuppressWarnings("ArrayRecordComponent") // written as JSON; never compared
public record Curve(String name, double[] x, double[] y, double[] low, double[] high) {
    /** Returns a curve of one run. */
    public static Curve of(String name, double[] x, double[] y) {
        return new Curve(name, x, y, null, null);
    }
}
