package io.winnow.trainer.select;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Chooses the items of which a model is least certain (Settles, "Active learning literature survey", 2009, section 3.1). If an item may have
 * several classes, the score is the mean over the classes of that of having the class or not.
 */
enum Uncertainty implements Strategy {
    /** The largest entropy -sum p ln p, in nats. */
    ENTROPY("prefers the largest entropy of the class probabilities") {
        @Override
        double of(double[] distribution) {
            double sum = 0;
            for (double p : distribution) {
                sum -= p > 0 ? p * Math.log(p) : 0;
            }
            return sum;
        }
    },
    /** The largest 1 - max p. */
    LEAST_CONFIDENCE("prefers the smallest probability of the most probable class") {
        @Override
        double of(double[] distribution) {
            return 1 - twoLargest(distribution)[0];
        }
    },
    /** The smallest difference of the two largest probabilities. Its score is the difference with a minus sign. */
    MARGIN("prefers the smallest difference between the probabilities of the two most probable classes") {
        @Override
        double of(double[] distribution) {
            double[] largest = twoLargest(distribution);
            return largest[1] - largest[0];
        }
    };

    private final String description;

    Uncertainty(String description) {
        this.description = description;
    }

    /** Returns a number that is larger the less certain a distribution over classes is. */
    abstract double of(double[] distribution);

    private double of(Pool pool, int row) {
        Vectors probabilities = pool.requireProbabilities();
        DoubleStream classes = IntStream.range(0, probabilities.width()).mapToDouble(k -> probabilities.get(row, k));
        return pool.several()
                ? classes.map(p -> of(new double[] {p, 1 - p})).average().orElse(0)
                : of(classes.toArray());
    }

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean needsProbabilities() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        return IntStream.of(pool.unlabelled())
                .mapToObj(row -> new Choice(row, key(), of(pool, row)))
                .sorted(HIGHEST_FIRST)
                .limit(count)
                .toList();
    }

    /** The order of choices by their scores, where ties go to the lower row. */
    static final Comparator<Choice> HIGHEST_FIRST =
            Comparator.comparingDouble((Choice choice) -> -choice.score()).thenComparingInt(Choice::row);

    private static double[] twoLargest(double[] distribution) {
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (double p : distribution) {
            if (p > first) {
                second = first;
                first = p;
            } else if (p > second) {
                second = p;
            }
        }
        return new double[] {first, second};
    }
}
