package io.winnow.datasets.inspect;

import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Groups;
import java.util.Arrays;
import java.util.Optional;

/**
 * Groups of items that belong together, since they share a value of a group column.
 *
 * @param groups number of groups
 * @param largest number of items of the largest group
 * @param without number of items without a value in any group column, which belong to no group
 */
public record GroupReport(int groups, int largest, int without) {
    /** Returns the report; empty if there are no group columns. */
    static Optional<GroupReport> of(DescribedData data, Groups groups) {
        if (data.groups().isEmpty() || data.groups().get(0).isEmpty()) {
            return Optional.empty();
        }
        int without = (int) data.groups().stream()
                .filter(values -> values.stream().allMatch(String::isEmpty))
                .count();
        // An item without a value is counted as a group of its own.
        int count = groups.count() - without;
        return Optional.of(new GroupReport(
                count, count == 0 ? 0 : Arrays.stream(groups.sizes()).max().orElse(0), without));
    }
}
