package io.winnow.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AttributeVectorsTest {
    private static final double NONE = Double.NaN;

    /** The columns are (-1, 0, 1) times the root of 3/2 and (1, -2, 1) times the root of 1/2, so the rows have the squares 2, 2 and 2. */
    @Test
    void columnsAreStandardisedAndRowsHaveTheLengthOne() {
        double[][] rows =
                AttributeVectors.of(new double[][] {{10, 7}, {20, 4}, {30, 7}}).rows();
        double large = Math.sqrt(0.75);
        assertThat(rows[0]).containsExactly(new double[] {-large, 0.5}, within(1e-12));
        assertThat(rows[1]).containsExactly(new double[] {0, -1}, within(1e-12));
        assertThat(rows[2]).containsExactly(new double[] {large, 0.5}, within(1e-12));
    }

    /** The known numbers have the mean 2 and the standard deviation 1; one of three is missing, which is an attribute of its own. */
    @Test
    void missingNumbersAreTheMeanAndAnAttribute() {
        double[][] rows = AttributeVectors.of(new double[][] {{1}, {NONE}, {3}}).rows();
        double known = 1 / Math.sqrt(1.5);
        double absent = -Math.sqrt(0.5) / Math.sqrt(1.5);
        assertThat(rows[0]).containsExactly(new double[] {-known, absent}, within(1e-12));
        assertThat(rows[1]).containsExactly(new double[] {0, 1}, within(1e-12));
        assertThat(rows[2]).containsExactly(new double[] {known, absent}, within(1e-12));
    }

    /** One of ten is not more than a tenth. */
    @Test
    void aFewMissingNumbersAreNoAttribute() {
        double[][] values = new double[10][1];
        for (int k = 0; k < 10; k++) {
            values[k][0] = k == 4 ? NONE : k;
        }
        double[][] rows = AttributeVectors.of(values).rows();
        assertThat(rows[4]).containsExactly(0.0);
        assertThat(rows[9]).containsExactly(new double[] {1}, within(1e-12));
    }

    @Test
    void attributesThatDistinguishNoClassesAreLeftOut() {
        AttributeVectors found = AttributeVectors.of(new double[][] {{0.1, 1, NONE}, {0.1, 2, NONE}, {0.1, 3, NONE}});
        assertThat(found.constant()).containsExactly(0, 2);
        assertThat(found.rows()[0]).containsExactly(new double[] {-1}, within(1e-12));
        assertThat(found.rows()[1]).as("the mean of all attributes").containsExactly(0.0);
    }
}
