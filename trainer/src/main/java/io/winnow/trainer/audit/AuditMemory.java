package io.winnow.trainer.audit;

import io.winnow.trainer.run.UserException;
import java.util.Locale;

/** The memory that an audit of label sets takes at least, so that one that cannot end is refused before it begins. */
final class AuditMemory {
    /** Bytes for a pair of an example and a class: two tables of double and eight of single precision at the same time. */
    private static final long PAIR = 2 * Double.BYTES + 8 * Float.BYTES;
    /** Vectors as long as all coefficients that L-BFGS has at once: ten pairs of a step and a change, and six of its own. */
    private static final long VECTORS = 2 * 10 + 6;

    private AuditMemory() {}

    /** Returns the number of bytes in Java's memory, for vectors of a width. */
    static long needed(long examples, long classes, long width) {
        return examples * classes * PAIR + classes * (width + 1) * VECTORS * Double.BYTES;
    }

    /**
     * Requires that there is enough memory.
     *
     * @param most bytes that this process may use
     * @throws UserException if there is not
     */
    static void require(long examples, long classes, long width, long most) {
        long needed = needed(examples, classes, width);
        if (needed > most) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "An audit of %,d examples with %,d classes, in vectors of %,d numbers, takes at least %,d MiB of Java's memory,"
                            + " which is limited to %,d MiB. Audit fewer examples (data.limit), or only the classes that"
                            + " matter, or raise the limit with WINNOW_JAVA_OPTS=-Xmx%dg.",
                    examples,
                    classes,
                    width,
                    needed >> 20,
                    most >> 20,
                    (needed >> 30) + 2));
        }
    }
}
