package io.winnow.trainer.model;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What takes longer to load than to use once, such as the network of a frozen encoder of texts. It is kept for as long as a {@link Lease} is
 * open, by which a live model answers many requests with what it loaded for the first one.
 */
public final class Loaded {
    private static final Loaded OF_PROCESS = new Loaded();

    private final Map<Object, AutoCloseable> parts = new HashMap<>();
    private int leases;

    Loaded() {}

    /** Opens a lease. What is loaded while any lease of this process is open is closed with the last of them. */
    public static Lease lease() {
        return OF_PROCESS.open();
    }

    Lease open() {
        synchronized (parts) {
            leases++;
        }
        return new Lease(this);
    }

    /** Loads a part. */
    @FunctionalInterface
    public interface Source<T> {
        T load() throws IOException;
    }

    /** The time during which parts are kept. */
    public static final class Lease implements AutoCloseable {
        private final Loaded loaded;
        private boolean open = true;

        private Lease(Loaded loaded) {
            this.loaded = loaded;
        }

        /**
         * Returns a part, which is loaded if it is not there yet. It may be used until this lease is closed, and is not closed by its user.
         *
         * @param key equal for equal parts; it must change if the files of the part do
         */
        public <T extends AutoCloseable> T get(Object key, Class<T> type, Source<T> source) throws IOException {
            synchronized (loaded.parts) {
                if (!open) {
                    throw new IllegalStateException("The lease is closed.");
                }
                AutoCloseable part = loaded.parts.get(key);
                if (part == null) {
                    part = source.load();
                    loaded.parts.put(key, part);
                }
                return type.cast(part);
            }
        }

        @Override
        public void close() {
            synchronized (loaded.parts) {
                if (open) {
                    open = false;
                    loaded.leases--;
                    if (loaded.leases == 0) {
                        loaded.closeParts();
                    }
                }
            }
        }
    }

    /** Closes all parts, even if some of them cannot be closed, and forgets them. */
    private void closeParts() {
        RuntimeException first = null;
        for (AutoCloseable part : parts.values()) {
            try {
                part.close();
            } catch (Exception e) {
                if (first == null) {
                    first = new IllegalStateException("A part that was loaded cannot be closed.", e);
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        parts.clear();
        if (first != null) {
            throw first;
        }
    }
}
