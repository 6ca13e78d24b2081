package io.winnow.trainer.evaluate;

import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The inverse of a transition matrix, with which means over answers become unbiased estimates of means over true classes.
 *
 * @param inverse the inverse (C, C), or the pseudo-inverse if there is none
 * @param invertible whether there is an inverse
 */
@SuppressWarnings("ArrayRecordComponent") // a matrix; never compared
public record Transition(double[][] inverse, boolean invertible) {
    private static final double SMALLEST = 1e-6;

    /** Returns the inverse of a matrix (C, C). */
    public static Transition of(double[][] matrix) {
        SingularValueDecomposition parts = new SingularValueDecomposition(MatrixUtils.createRealMatrix(matrix));
        return new Transition(parts.getSolver().getInverse().getData(), parts.getInverseConditionNumber() > SMALLEST);
    }
}
