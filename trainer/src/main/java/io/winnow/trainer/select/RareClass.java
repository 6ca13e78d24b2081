package io.winnow.trainer.select;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Takes the items of which the probability of the rare class has the highest score. */
enum RareClass implements RareClassStrategy {
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
    public List<Choice> choose(Pool pool, int count, long seed) {
        float[] probabilities = pool.rareProbabilities();
        return IntStream.of(pool.unlabelled())
                .mapToObj(row -> new Choice(row, key(), of(probabilities[row])))
                .sorted(Uncertainty.HIGHEST_FIRST)
                .limit(count)
                .toList();
    }
}
