package io.winnow.datasets.fingerprint;

import java.util.function.Supplier;

/** A fingerprint that is computed when it is needed for the first time, because that takes a while and checks of a configuration do without. */
public final class LazyFingerprint {
    private final Supplier<String> compute;
    private String hex;

    private LazyFingerprint(Supplier<String> compute) {
        this.compute = compute;
    }

    /**
     * Creates a fingerprint.
     *
     * @param compute computes it; what it reads must not change
     */
    public static LazyFingerprint of(Supplier<String> compute) {
        return new LazyFingerprint(compute);
    }

    public synchronized String get() {
        if (hex == null) {
            hex = compute.get();
        }
        return hex;
    }
}
