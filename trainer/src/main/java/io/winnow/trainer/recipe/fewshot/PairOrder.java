package io.winnow.trainer.recipe.fewshot;

import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.random.CounterRandom;

/**
 * Pairs of different examples, of which two that follow one another in an epoch are one. A pair is a function of the seed, the epoch and its
 * number in the epoch.
 */
final class PairOrder implements EpochOrder {
    private final ExampleClasses classes;
    private final int[] partners;
    private final ExamplePairs.Pairs pairs;
    private final long positive;
    private final long negative;

    PairOrder(ExampleClasses classes, PairCounts counts, ExamplePairs.Pairs pairs) {
        this.classes = classes;
        partners = counts.partners();
        this.pairs = pairs;
        positive = counts.positive();
        negative = counts.negative();
    }

    @Override
    public boolean keepsBatches() {
        return true;
    }

    @Override
    public int[] of(long seed, long epoch) {
        int[] order = new int[classes.size()];
        for (int pair = 0; pair < order.length / 2; pair++) {
            CounterRandom random = CounterRandom.of(seed, epoch, pair);
            boolean common = isCommon(random);
            int first = first(common, random);
            order[2 * pair] = first;
            order[2 * pair + 1] = partner(first, common, random);
        }
        return order;
    }

    private boolean isCommon(CounterRandom random) {
        double share = pairs == ExamplePairs.Pairs.UNIFORM ? (double) positive / (positive + negative) : 0.5;
        return random.nextDouble() < share;
    }

    /** Number of the possible partners of an example. */
    private int partners(int example, boolean common) {
        return common ? partners[example] : partners.length - 1 - partners[example];
    }

    /** Draws an example that has partners: all alike, or in proportion to their number, so that all pairs are drawn alike. */
    private int first(boolean common, CounterRandom random) {
        boolean alike = pairs == ExamplePairs.Pairs.BY_EXAMPLE;
        long all = 0;
        for (int i = 0; i < partners.length; i++) {
            int own = partners(i, common);
            all += alike ? Math.min(1, own) : own;
        }
        long place = (long) (random.nextDouble() * all);
        for (int i = 0; i < partners.length; i++) {
            int own = partners(i, common);
            place -= alike ? Math.min(1, own) : own;
            if (place < 0) {
                return i;
            }
        }
        throw new IllegalStateException("there is no such pair");
    }

    private int partner(int first, boolean common, CounterRandom random) {
        int place = (int) (random.nextDouble() * partners(first, common));
        for (int j = 0; j < partners.length; j++) {
            if (j != first && classes.meet(first, j) == common && place-- == 0) {
                return j;
            }
        }
        throw new IllegalStateException("there is no such partner");
    }
}
