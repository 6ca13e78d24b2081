package io.winnow.trainer.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Descriptions of classes by numbers (kg-zero-shot.md): each attribute is standardised over all classes, with and without examples, and each
 * class gets the length 1. A missing number is the mean of its attribute. If more than a tenth of the numbers of an attribute are missing,
 * whether they are is a further attribute.
 *
 * @param rows the vectors (K, A); a class that has the mean of every attribute has zeros
 * @param constant numbers of the attributes that are left out because they do not distinguish any classes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record AttributeVectors(double[][] rows, List<Integer> constant) {
    private static final double OFTEN = 0.1;

    /** Rounding leaves less than this share of the largest number where all numbers are equal. */
    private static final double EQUAL = 1e-12;

    /**
     * Computes the vectors.
     *
     * @param values numbers of the classes (K, A); NaN for a missing one
     */
    public static AttributeVectors of(double[][] values) {
        List<double[]> columns = new ArrayList<>();
        List<Integer> constant = new ArrayList<>();
        for (int a = 0; a < values[0].length; a++) {
            int attribute = a;
            double[] own =
                    Arrays.stream(values).mapToDouble(row -> row[attribute]).toArray();
            double[] missing =
                    Arrays.stream(own).map(each -> Double.isNaN(each) ? 1 : 0).toArray();
            boolean says = add(columns, own);
            boolean often = Arrays.stream(missing).sum() > OFTEN * own.length && add(columns, missing);
            if (!says && !often) {
                constant.add(a);
            }
        }
        double[][] rows = new double[values.length][columns.size()];
        for (int k = 0; k < rows.length; k++) {
            double squares = 0;
            for (int a = 0; a < rows[k].length; a++) {
                rows[k][a] = columns.get(a)[k];
                squares += rows[k][a] * rows[k][a];
            }
            for (int a = 0; a < rows[k].length && squares > 0; a++) {
                rows[k][a] /= Math.sqrt(squares);
            }
        }
        return new AttributeVectors(rows, constant);
    }

    /** Standardises a column by its known numbers, and adds it unless they are all equal. */
    private static boolean add(List<double[]> columns, double[] own) {
        double[] known = Arrays.stream(own).filter(each -> !Double.isNaN(each)).toArray();
        double mean = Arrays.stream(known).average().orElse(0);
        double variance = Arrays.stream(known)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElse(0);
        double largest = Arrays.stream(known).map(Math::abs).max().orElse(0);
        if (Math.sqrt(variance) <= EQUAL * largest) {
            return false;
        }
        columns.add(Arrays.stream(own)
                .map(each -> Double.isNaN(each) ? 0 : (each - mean) / Math.sqrt(variance))
                .toArray());
        return true;
    }
}
