package io.winnow.trainer.audit;

import io.winnow.trainer.run.UserException;
import java.util.Locale;

/** The memory that an audit of classes takes at least, so that one that cannot end is refused before it begins. */
final class AuditMemory {
    /** Bytes for a pair of an example and a class: two tables of double and eight of single precision at the same time. */
    private static final long PAIR = 2 * Double.BYTES + 8 * Float.BYTES;
    /** The same where each example has one class: the mean so far, that of the second fits, and the probabilities of one of them. */
    private static final long PAIR_OF_SINGLE = 3 * Double.BYTES;
    /** Vectors as long as all coefficients that L-BFGS has at once: ten pairs of a step and a change, and six of its own. */
    private static final long VECTORS = 2 * 10 + 6;

    private AuditMemory() {}

    /** Returns the number of bytes in Java's memory, for vectors of a width. */
    static long needed(long examples, long classes, long width) {
        return needed(examples, classes, width, PAIR);
    }

    private static long needed(long examples, long classes, long width, long pair) {
        return examples * classes * pair + classes * (width + 1) * VECTORS * Double.BYTES;
    }

    /**
     * Requires that there is enough memory for label sets.
     *
     * @param most bytes that this process may use
     * @param fewer by what a user audits fewer examples
     * @throws UserException if there is not
     */
    static void require(long examples, long classes, long width, long most, String fewer) {
        require(needed(examples, classes, width), examples, classes, width, most, fewer);
    }

    /** Requires that there is enough memory for one class each, as {@link #require(long, long, long, long, String)} does for sets. */
    static void requireSingle(long examples, long classes, long width, long most, String fewer) {
        require(needed(examples, classes, width, PAIR_OF_SINGLE), examples, classes, width, most, fewer);
    }

    private static void require(long needed, long examples, long classes, long width, long most, String fewer) {
        if (needed > most) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "An audit of %,d examples with %,d classes, in vectors of %,d numbers, takes at least %,d MiB of Java's memory,"
                            + " which is limited to %,d MiB. Audit fewer examples (%s), or only the classes that"
                            + " matter, or raise the limit with WINNOW_JAVA_OPTS=-Xmx%dg.",
                    examples,
                    classes,
                    width,
                    needed >> 20,
                    most >> 20,
                    fewer,
                    (needed >> 30) + 2));
        }
    }
}
