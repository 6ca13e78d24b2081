package io.winnow.trainer.bench;

import io.winnow.trainer.engine.MatrixProduct;
import java.util.List;

/** Measures the speed of workloads. */
public final class Benchmark {
    /** Duration of each measurement of the matrix product, as a share of the duration of a round. */
    private static final double PRODUCT_SHARE = 0.25;

    private Benchmark() {}

    /** Measures a workload: one warm-up round, then timed rounds with a measurement of the matrix product before and after each. */
    public static Measurement measure(Workload workload, BenchOptions options) {
        return measure(List.of(workload), options).get(0);
    }

    /** Measures several workloads in alternating rounds, so that other work of the machine affects all of them alike. */
    public static List<Measurement> measure(List<Workload> workloads, BenchOptions options) {
        List<Timing> timings = workloads.stream()
                .map(workload -> new Timing(workload, options.rounds()))
                .toList();
        double seconds = options.seconds() * PRODUCT_SHARE;
        try (MatrixProduct product =
                new MatrixProduct(options.device(), workloads.get(0).products())) {
            product.rate(seconds);
            timings.forEach(timing -> timing.round(options.seconds()));
            double before = product.rate(seconds);
            for (int i = 0; i < options.rounds(); i++) {
                for (Timing timing : timings) {
                    Round round = timing.round(options.seconds());
                    double after = product.rate(seconds);
                    timing.add(i, round, (before + after) / 2);
                    before = after;
                }
            }
        }
        return timings.stream().map(Timing::result).toList();
    }

    private record Round(long steps, double seconds, double optimizerSeconds) {}

    /** A workload and the results of its rounds so far. */
    private static final class Timing {
        private final Workload workload;
        private final double[] rates;
        private final double[] products;
        private final double[] shares;
        private final double[] optimizer;
        private long steps;

        Timing(Workload workload, int rounds) {
            this.workload = workload;
            rates = new double[rounds];
            products = new double[rounds];
            shares = new double[rounds];
            optimizer = new double[rounds];
        }

        Round round(double seconds) {
            long begin = System.nanoTime();
            long optimizerBefore = workload.optimizerNanos();
            long first = steps;
            double spent;
            do {
                workload.step(steps);
                steps++;
                spent = (System.nanoTime() - begin) / 1e9;
            } while (spent < seconds);
            return new Round(steps - first, spent, (workload.optimizerNanos() - optimizerBefore) / 1e9);
        }

        void add(int number, Round round, double product) {
            rates[number] = round.steps * workload.items() / round.seconds;
            products[number] = product;
            shares[number] = round.steps * workload.flop() / round.seconds / product;
            optimizer[number] = round.optimizerSeconds / round.seconds;
        }

        Measurement result() {
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
                    workload.optimizerNanos() > 0 ? Spread.of(optimizer) : null,
                    counted ? Spread.of(shares) : null);
        }
    }
}
