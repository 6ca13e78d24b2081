package io.winnow.trainer.select;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Looks for a rare class, whose probability a model gives. */
enum RareClass implements Strategy {
    /** The probability of the class nearest to 1/2. The score is the distance from 1/2 with a minus sign. */
    THRESHOLD("takes the items whose probability of the rare class is nearest to 1/2") {
        @Override
        double of(double probability) {
            return -Math.abs(probability - 0.5);
        }
    },
    /** The highest probability of the class. */
    HIGHEST("takes the items with the highest probability of the rare class") {
        @Override
        double of(double probability) {
            return probability;
        }
    };

    private final String description;

    RareClass(String description) {
        this.description = description;
    }

    abstract double of(double probability);

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT);
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
    public boolean needsPositive() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        Vectors probabilities = pool.requireProbabilities();
        int positive = pool.positive()
                .orElseThrow(() -> new IllegalStateException("The rare class must be known to choose by " + key()));
        return IntStream.of(pool.unlabelled())
                .mapToObj(row -> new Choice(row, key(), of(probabilities.get(row, positive))))
                .sorted(Uncertainty.HIGHEST_FIRST)
                .limit(count)
                .toList();
    }
}
