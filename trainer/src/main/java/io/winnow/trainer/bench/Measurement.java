package io.winnow.trainer.bench;

import java.util.Locale;

/**
 * The result of one workload. The speed of the matrix product is measured right before and right after each round; the mean of the two is
 * the value of that round.
 *
 * @param workload name of the workload
 * @param unit what an item is, in the plural, such as images
 * @param rounds number of timed rounds
 * @param rate items per second
 * @param flopPerItem floating-point operations per item by formula; null if operations are not counted
 * @param gflops billions of floating-point operations per second; null if operations are not counted
 * @param productGflops billions of floating-point operations per second of the matrix product, in the workload's data type
 * @param optimizer share of the time that the optimizer's steps take; null if there is no optimizer
 * @param share the workload's speed as a share of the matrix product's; null if operations are not counted
 */
public record Measurement(
        String workload,
        String unit,
        int rounds,
        Spread rate,
        Double flopPerItem,
        Spread gflops,
        Spread productGflops,
        Spread optimizer,
        Spread share) {
    /** Formats the result as two lines of text. */
    public String text() {
        String head =
                String.format(Locale.ROOT, "%-22s %s %s/s", workload, rate.text(rate.median() < 100 ? 2 : 0), unit);
        String product = "matrix product " + productGflops.text(0) + " GFLOP/s";
        return share == null
                ? head + "\n    " + product
                : head + "\n    " + gflops.text(0) + " GFLOP/s, " + product + ", share "
                        + share.times(100).text(0) + " %"
                        + (optimizer == null
                                ? ""
                                : ", optimizer " + optimizer.times(100).text(2) + " %");
    }
}
