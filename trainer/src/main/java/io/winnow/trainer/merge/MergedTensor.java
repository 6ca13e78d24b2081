package io.winnow.trainer.merge;

/**
 * The merge of two tensors (FusionSent, arXiv 2410.05770; fusionsent.md, section 3).
 *
 * @param values the merged values
 * @param cosine cosine of the angle between both tensors as vectors; 0 if one of them is zero, as in the published code
 * @param spherical whether they were interpolated on the sphere
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
public record MergedTensor(double[] values, double cosine, boolean spherical) {
    /** From this cosine on, an arc is so short that the mean is taken. */
    private static final double COLLINEAR = 0.9995;

    /** A shorter vector has no direction. */
    private static final double SHORTEST = 1e-8;

    /**
     * Merges two tensors of the same shape.
     *
     * @param share t, the share of {@code b}, in [0, 1]
     */
    public static MergedTensor of(MergeKind kind, double[] a, double[] b, double share) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            left += a[i] * a[i];
            right += b[i] * b[i];
        }
        left = Math.sqrt(left);
        right = Math.sqrt(right);
        double cosine = left < SHORTEST || right < SHORTEST ? 0 : Math.max(-1, Math.min(1, dot / (left * right)));
        // Opposite tensors take the mean as well, because no arc between them is shorter than the others.
        boolean spherical = kind == MergeKind.SLERP && Math.abs(cosine) <= COLLINEAR;
        double angle = spherical ? Math.acos(cosine) : 0;
        double ofA = spherical ? Math.sin((1 - share) * angle) / Math.sin(angle) : 1 - share;
        double ofB = spherical ? Math.sin(share * angle) / Math.sin(angle) : share;
        double[] values = new double[a.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ofA * a[i] + ofB * b[i];
        }
        return new MergedTensor(values, cosine, spherical);
    }

    /** Returns the merged values in single precision. */
    public float[] floats() {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
