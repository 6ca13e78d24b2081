package io.winnow.datasets.row;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A column of a table, with what the training rows fix about it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RowColumn.Numeric.class, name = "numeric"),
    @JsonSubTypes.Type(value = RowColumn.Categorical.class, name = "categorical"),
    @JsonSubTypes.Type(value = RowColumn.Text.class, name = "text")
})
public sealed interface RowColumn {
    /** Name of the column. */
    String name();

    /**
     * Numbers.
     *
     * @param mean mean of the training rows in which the value is not missing, after the logarithm if there is one
     * @param std their standard deviation; 1 if they are all equal
     * @param log whether sign(x) log(1 + |x|) is taken first
     * @param indicator whether a second column says in which rows the value is missing, because it is in some training rows
     */
    record Numeric(String name, double mean, double std, boolean log, boolean indicator) implements RowColumn {
        /** Returns the standardised value: how many standard deviations a number lies above the mean. */
        public double standardised(double number) {
            return (scaled(number) - mean) / std;
        }

        private double scaled(double number) {
            return log ? logarithm(number) : number;
        }

        static double logarithm(double number) {
            return Math.signum(number) * Math.log1p(Math.abs(number));
        }
    }

    /**
     * Categories.
     *
     * @param levels the categories of the training rows, in the order of their numbers
     */
    record Categorical(String name, List<String> levels) implements RowColumn {
        public Categorical {
            levels = List.copyOf(levels);
        }

        /** The number of a category that no training row has. */
        public int unknown() {
            return levels.size();
        }

        /** The number of a missing category. */
        public int missing() {
            return levels.size() + 1;
        }

        /** How many numbers there are: the levels, the unknown level and the missing one. */
        public int size() {
            return levels.size() + 2;
        }
    }

    /** Words. The texts of all such columns of a row are read as one text. */
    record Text(String name) implements RowColumn {}
}
