package io.winnow.trainer.labelmap;

/** Half-precision numbers (IEEE 754 binary16), for which Java 17 has no conversion. */
final class HalfFloats {
    /** The largest finite half-precision number. */
    private static final float LARGEST = 65504;

    /** Scales the fraction of a subnormal number. */
    private static final float LEAST = 0x1p-24f;

    private HalfFloats() {}

    static float toFloat(short half) {
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        float size = exponent == 0
                ? fraction * LEAST
                : exponent == 0x1f
                        ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
                        : (1024 + fraction) * (float) Math.scalb(1.0, exponent - 25);
        return half < 0 ? -size : size;
    }

    /** Rounds to the nearest number, ties to the even one; numbers beyond the range become the largest one. */
    static short of(float value) {
        float size = Math.min(Math.abs(value), LARGEST);
        int exponent = Math.max(Math.getExponent(size), -14);
        int fraction = (int) Math.rint(Math.scalb((double) size, 10 - exponent)); // 1024 .. 2048, or less if subnormal
        int bits = fraction + ((exponent + 14) << 10);
        return (short) ((value < 0 ? 0x8000 : 0) | bits);
    }
}
