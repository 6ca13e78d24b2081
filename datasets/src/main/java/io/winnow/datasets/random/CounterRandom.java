package io.winnow.datasets.random;

/**
 * A random number generator whose numbers are a function of its keys and of how many numbers were drawn: two generators with the same keys
 * give the same sequence, in any thread and at any time. The n-th number is a mix of the key and n (SplitMix64: Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", OOPSLA 2014).
 */
public final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private CounterRandom(long state) {
        this.state = state;
    }

    /** Creates a generator for a sequence of keys, such as (seed, epoch, index). */
    public static CounterRandom of(long... keys) {
        return new CounterRandom(key(keys));
    }

    /** Mixes a sequence of keys into one number; sequences that differ in any key give unrelated numbers. */
    public static long key(long... keys) {
        long mixed = keys.length;
        for (long key : keys) {
            mixed = mix(mixed * GOLDEN_GAMMA + mix(key + GOLDEN_GAMMA));
        }
        return mixed;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Draws an integer uniformly from [0, bound) without bias (Lemire, "Fast random integer generation in an interval", 2019). */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("The bound of a random integer must be positive, found " + bound + ".");
        }
        long product = (nextLong() >>> 32) * bound;
        int threshold = Integer.remainderUnsigned(-bound, bound);
        while (Integer.compareUnsigned((int) product, threshold) < 0) {
            product = (nextLong() >>> 32) * bound;
        }
        return (int) (product >>> 32);
    }

    /** Draws uniformly from the multiples of 2^-53 in [0, 1). */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Draws uniformly from [low, high). */
    public double nextDouble(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** Returns a number from the standard normal distribution (Box and Muller, 1958). */
    public double nextGaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
        return radius * Math.cos(2 * Math.PI * nextDouble());
    }

    /** Returns true with the given probability. */
    public boolean nextBoolean(double probability) {
        return nextDouble() < probability;
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
