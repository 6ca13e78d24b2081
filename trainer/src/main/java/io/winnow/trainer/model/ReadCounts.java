package io.winnow.trainer.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was read of some inputs, besides the items.
 *
 * @param files number of files
 * @param blank number of items that were left out because there is nothing in them
 * @param noted number of items about which something was assumed, or which look wrong
 * @param passedOver files and folders that were not read, a sentence for each reason
 */
public record ReadCounts(long files, long blank, long noted, List<String> passedOver) {
    /** The counts of one file in which nothing was left out. */
    public static final ReadCounts ONE_FILE = new ReadCounts(1, 0, 0, List.of());

    /** The counts before anything is read. */
    public static final ReadCounts NONE = new ReadCounts(0, 0, 0, List.of());

    /** Says what was not read; empty if nothing was left out. */
    public Optional<String> sentence() {
        return passedOver(passedOver);
    }

    /** Says in one sentence what was not read, of which there is a sentence for each reason; empty if nothing was left out. */
    public static Optional<String> passedOver(List<String> reasons) {
        return reasons.isEmpty() ? Optional.empty() : Optional.of("Passed over: " + String.join("; ", reasons) + ".");
    }

    /** Returns the counts of this and of further inputs. */
    public ReadCounts plus(ReadCounts further) {
        return new ReadCounts(
                files + further.files,
                blank + further.blank,
                noted + further.noted,
                Stream.concat(passedOver.stream(), further.passedOver.stream()).toList());
    }
}
