package io.winnow.trainer.select;

import io.winnow.datasets.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * BADGE (Ash et al., ICLR 2020, arXiv 1906.03671): k-means++ on the gradients of the last layer, as if the most probable class were right.
 * The gradient of an item is the outer product of a = p - onehot(arg max p) (K; if items may have several classes, p - [p > 1/2]) and of its vector h (D), which is never built: the product
 * of two gradients is the product of a.a' and h.h'. The first choice is the longest gradient, as in the published code. The score is the
 * distance to the nearest gradient that was chosen before; that of the first is its length.
 */
final class Badge implements Strategy {
    private static final long STREAM = 37;

    @Override
    public String key() {
        return "badge";
    }

    @Override
    public String description() {
        return "draws items whose gradients are long and far from each other";
    }

    @Override
    public boolean needsProbabilities() {
        return true;
    }

    @Override
    public List<Choice> choose(Pool pool, int count, long seed) {
        CounterRandom random = CounterRandom.of(seed, STREAM);
        return choose(pool, count, random::nextDouble, true);
    }

    /**
     * Chooses items with given random numbers.
     *
     * @param uniforms gives numbers in [0, 1)
     * @param longestFirst whether the first choice is the longest gradient, rather than drawn uniformly as k-means++ does
     */
    List<Choice> choose(Pool pool, int count, DoubleSupplier uniforms, boolean longestFirst) {
        int[] open = pool.unlabelled();
        int most = Math.min(count, open.length);
        if (most == 0) {
            return List.of();
        }
        Gradients gradients = new Gradients(
                residuals(pool.requireProbabilities().select(open), pool.several()),
                pool.vectors().select(open));
        float[] squares = gradients.squares;
        int first = 0;
        if (longestFirst) {
            for (int i = 1; i < squares.length; i++) {
                first = squares[i] > squares[first] ? i : first;
            }
        } else {
            first = (int) (uniforms.getAsDouble() * open.length);
        }
        float[] nearest = new float[open.length];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        boolean[] taken = new boolean[open.length];
        List<Choice> chosen = new ArrayList<>();
        int next = first;
        double score = Math.sqrt(squares[first]);
        while (true) {
            chosen.add(new Choice(open[next], key(), score));
            taken[next] = true;
            if (chosen.size() == most) {
                return chosen;
            }
            gradients.closer(next, nearest);
            nearest[next] = 0; // rounding must not draw it again
            next = draw(nearest, taken, uniforms.getAsDouble());
            score = Math.sqrt(nearest[next]);
        }
    }

    /** Draws with a probability proportional to the weight; uniformly among those not taken if all weights are 0. */
    private static int draw(float[] weights, boolean[] taken, double uniform) {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        int[] open = IntStream.range(0, taken.length).filter(i -> !taken[i]).toArray();
        if (!(total > 0)) {
            return open[(int) (uniform * open.length)];
        }
        double target = uniform * total;
        double running = 0;
        for (int i : open) {
            running += weights[i];
            if (running > target) {
                return i;
            }
        }
        return open[open.length - 1];
    }

    /** Returns p - y (U, K), where y is 1 for the most probable class; or for each that is more probable than not, if items may have several. */
    private static Vectors residuals(Vectors probabilities, boolean several) {
        float[] values = probabilities.values().clone();
        int width = probabilities.width();
        if (several) {
            for (int at = 0; at < values.length; at++) {
                values[at] -= values[at] > 0.5f ? 1 : 0;
            }
            return new Vectors(values, probabilities.rows(), width);
        }
        for (int row = 0; row < probabilities.rows(); row++) {
            int best = 0;
            for (int k = 1; k < width; k++) {
                best = values[row * width + k] > values[row * width + best] ? k : best;
            }
            values[row * width + best] -= 1;
        }
        return new Vectors(values, probabilities.rows(), width);
    }

    /** Gradients as pairs of factors: a (U, K) and h (U, D). */
    private static final class Gradients {
        private final Columns a;
        private final Columns h;
        private final float[] squares;
        private final float[] first;
        private final float[] second;

        Gradients(Vectors a, Vectors h) {
            this.a = new Columns(a);
            this.h = new Columns(h);
            squares = a.squares();
            float[] own = h.squares();
            for (int i = 0; i < squares.length; i++) {
                squares[i] *= own[i];
            }
            first = new float[squares.length];
            second = new float[squares.length];
        }

        /** Lowers the squared distances to the nearest chosen gradient. */
        void closer(int chosen, float[] nearest) {
            a.products(chosen, first);
            h.products(chosen, second);
            for (int i = 0; i < squares.length; i++) {
                float distance = squares[i] + squares[chosen] - 2 * first[i] * second[i];
                nearest[i] = Math.min(nearest[i], Math.max(0, distance));
            }
        }
    }
}
