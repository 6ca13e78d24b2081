package io.winnow.datasets.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns that say more of an item than what it is and its labels.
 *
 * @param key the name of the item; by default the number of its record, counted from 1
 * @param group values that items of one group share, such as the patient; items that share a value of any of these columns belong
 *     together
 * @param weight weight of the item
 * @param split the part to which the item belongs, such as {@code train}
 * @param fold the fold of a cross-validation to which the item belongs
 */
public record ItemColumns(
        Optional<String> key,
        List<String> group,
        Optional<Weight> weight,
        Optional<String> split,
        Optional<String> fold) {
    /** No columns: items have no groups, the weight 1, and are named by their number. */
    public static final ItemColumns NONE =
            new ItemColumns(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The column of the weights.
     *
     * @param map the weight of each value that the column may have; if it is empty, the values are the weights
     */
    public record Weight(String column, Map<String, Double> map) {
        public Weight {
            map = Map.copyOf(map);
        }
    }

    public ItemColumns {
        group = List.copyOf(group);
    }

    /** The same columns with a key. */
    public ItemColumns withKey(String column) {
        return new ItemColumns(Optional.of(column), group, weight, split, fold);
    }
}
