package io.winnow.trainer.bench;

/** Times workloads. */
public final class Benchmark {
    /** Of the time of a round, for the matrix product before it and again after it. */
    private static final double PRODUCT_SHARE = 0.25;

    private Benchmark() {}

    /** Times a workload: a round to warm up, then rounds between measurements of the matrix product. */
    public static Measurement measure(Workload workload, BenchOptions options) {
        double[] rates = new double[options.rounds()];
        double[] products = new double[options.rounds()];
        double[] shares = new double[options.rounds()];
        try (MatrixProduct product = new MatrixProduct(options.device(), workload.products())) {
            long steps = 0;
            double seconds = options.seconds() * PRODUCT_SHARE;
            product.rate(seconds);
            steps += round(workload, steps, options.seconds()).steps;
            double before = product.rate(seconds);
            for (int i = 0; i < rates.length; i++) {
                Round round = round(workload, steps, options.seconds());
                steps += round.steps;
                double after = product.rate(seconds);
                rates[i] = round.steps * workload.items() / round.seconds;
                products[i] = (before + after) / 2;
                shares[i] = round.steps * workload.flop() / round.seconds / products[i];
                before = after;
            }
        }
        Spread rate = Spread.of(rates);
        boolean counted = workload.flop() > 0;
        double flopPerItem = workload.flop() / workload.items();
        return new Measurement(
                workload.name(),
                workload.unit(),
                rates.length,
                rate,
                counted ? flopPerItem : null,
                counted ? rate.times(flopPerItem / 1e9) : null,
                Spread.of(products).times(1e-9),
                counted ? Spread.of(shares) : null);
    }

    private record Round(long steps, double seconds) {}

    private static Round round(Workload workload, long first, double seconds) {
        long begin = System.nanoTime();
        long steps = 0;
        double spent;
        do {
            workload.step(first + steps);
            steps++;
            spent = (System.nanoTime() - begin) / 1e9;
        } while (spent < seconds);
        return new Round(steps, spent);
    }
}
