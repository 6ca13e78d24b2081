package io.winnow.trainer.bench;

import java.util.Locale;

/**
 * What one workload gave. Each round has the matrix product measured right before and right after it; their mean is the round's.
 *
 * @param rate items a second
 * @param rounds how many were timed
 * @param flopPerItem by formula; absent where none are counted
 * @param gflops billions of floating-point operations a second; absent where none are counted
 * @param productGflops of the matrix product in the workload's type
 * @param optimizer share of the time that the optimizer's step took; absent where there is none
 * @param share of the product's rate that the workload achieves; absent where no operations are counted
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
    /** Two lines for people. */
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
