package io.winnow.datasets.random;

/**
 * Random numbers that are a function of their keys and of how many were drawn: two generators of one key give the same numbers, in any
 * thread, at any time. The n-th number is a mix of key and n (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014).
 */
public final class CounterRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private CounterRandom(long state) {
        this.state = state;
    }

    /** A generator for a sequence of keys, such as (seed, epoch, index). */
    public static CounterRandom of(long... keys) {
        return new CounterRandom(key(keys));
    }

    /** One number for a sequence of keys; sequences that differ in any place give unrelated numbers. */
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

    /** Uniform in [0, bound), without bias (Lemire, "Fast random integer generation in an interval", 2019). */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("The bound of a random integer is positive, not " + bound + ".");
        }
        long product = (nextLong() >>> 32) * bound;
        int threshold = Integer.remainderUnsigned(-bound, bound);
        while (Integer.compareUnsigned((int) product, threshold) < 0) {
            product = (nextLong() >>> 32) * bound;
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in [low, high). */
    public double nextDouble(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** True with the given probability. */
    public boolean nextBoolean(double probability) {
        return nextDouble() < probability;
    }

    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
