package io.winnow.trainer.select;

import java.util.List;

/** Takes the ten times as many items with the smallest margins, and of these the ones nearest to the centers of as many clusters as items are wanted. */
record DiverseMargin() implements Strategy {
    private static final int CANDIDATES = 10;

    @Override
    public String key() {
        return "diverse-margin";
    }

    @Override
    public String description() {
        return "takes items with small margins that are far from each other";
    }

    @Override
    public boolean needsProbabilities() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        int candidates = (int) Math.min(Integer.MAX_VALUE, (long) CANDIDATES * count);
        int[] rows = Uncertainty.MARGIN.choose(pool, candidates, seed).stream()
                .mapToInt(Choice::row)
                .toArray();
        return KMeansChoice.centers(pool, rows, count, seed, key());
    }
}
