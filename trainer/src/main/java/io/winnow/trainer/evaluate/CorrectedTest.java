package io.winnow.trainer.evaluate;

import java.util.stream.IntStream;

/**
 * Test examples with their given and corrected labels.
 *
 * @param given given class of each example (N)
 * @param corrected right class of each example that is kept (N)
 * @param kept whether an example has one right class; others belong to several classes or to none (N)
 */
@SuppressWarnings("ArrayRecordComponent") // columns of data; never compared
public record CorrectedTest(int[] given, int[] corrected, boolean[] kept) {
    /** Returns whether the given label of a kept example is wrong. */
    boolean isChanged(int example) {
        return kept[example] && given[example] != corrected[example];
    }

    /** Returns the number of kept examples whose given label is wrong. */
    public int changedCount() {
        return (int) IntStream.range(0, given.length).filter(this::isChanged).count();
    }

    /** Returns the number of kept examples whose given label is right. */
    public int unchangedCount() {
        return (int) IntStream.range(0, given.length)
                .filter(i -> kept[i] && !isChanged(i))
                .count();
    }

    /** Returns the share of the kept examples whose given label is wrong, in [0, 1]; null if none are kept. */
    public Double prevalence() {
        int changed = changedCount();
        int kept = changed + unchangedCount();
        return kept == 0 ? null : Double.valueOf((double) changed / kept);
    }
}
