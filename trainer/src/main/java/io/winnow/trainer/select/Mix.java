package io.winnow.trainer.select;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides the items among several strategies. The random ones are drawn first, so that they are a sample of all. The items that earlier parts chose count as labelled for the later ones. If a rare class is
 * looked for, there are 40% with a probability near 1/2, 40% with the highest ones, and 20% random items; otherwise 40% with small margins,
 * 40% typical and 20% random items.
 */
record Mix() implements Strategy {
    /**
     * A part of a mix.
     *
     * @param share share of the items, above 0; those of all parts sum to 1
     */
    private record Part(Strategy strategy, double share) {}

    private static final List<Part> CLASSES = List.of(
            new Part(new RandomChoice(), 0.2), new Part(Uncertainty.MARGIN, 0.4), new Part(new TypiClust(), 0.4));
    private static final List<Part> RARE_CLASS = List.of(
            new Part(new RandomChoice(), 0.2), new Part(RareClass.THRESHOLD, 0.4), new Part(RareClass.HIGHEST, 0.4));

    @Override
    public String key() {
        return "mix";
    }

    @Override
    public String description() {
        return "takes 40% by margin, 40% by typiclust and 20% at random; for a rare class, 40% by threshold, 40% by highest and 20% at"
                + " random";
    }

    @Override
    public boolean needsProbabilities() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        List<Choice> chosen = new ArrayList<>();
        double share = 0;
        for (Part part : pool.positive().isPresent() ? RARE_CLASS : CLASSES) {
            share += part.share;
            // Running totals are rounded, so that the parts add up to the count.
            int wanted = (int) Math.round(share * count) - chosen.size();
            chosen.addAll(part.strategy.choose(pool.without(chosen), wanted, seed));
        }
        return chosen;
    }
}
