package io.winnow.trainer.select;

import io.winnow.datasets.random.Permutation;
import java.util.List;
import java.util.stream.IntStream;

/** Draws uniformly without replacement: the baseline of all other strategies, and the only choice that gives an unbiased sample. */
record RandomChoice() implements Strategy {
    /** The number of the stream of random numbers. */
    private static final long STREAM = 31;

    @Override
    public String key() {
        return "random";
    }

    @Override
    public String description() {
        return "draws uniformly";
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        int[] open = pool.unlabelled();
        int[] order = Permutation.of(open.length, seed, STREAM);
        return IntStream.range(0, Math.min(count, open.length))
                .mapToObj(i -> new Choice(open[order[i]], key(), Double.NaN))
                .toList();
    }
}
