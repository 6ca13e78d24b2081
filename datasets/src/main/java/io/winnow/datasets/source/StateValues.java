package io.winnow.datasets.source;

import java.util.List;

/**
 * What the cells of a class mean (multi-label-common.md, section 2). Upper and lower case are not distinguished.
 *
 * @param yes values that mean that the item has the class
 * @param no values that mean that it does not
 * @param unknown values that say nothing
 */
public record StateValues(List<String> yes, List<String> no, List<String> unknown) {
    /** The usual values. */
    public static final StateValues USUAL =
            new StateValues(List.of("1", "yes", "true"), List.of("0", "no", "false"), List.of());

    public StateValues {
        yes = List.copyOf(yes);
        no = List.copyOf(no);
        unknown = List.copyOf(unknown);
    }
}
