package io.winnow.trainer.export.onnx;

/** Converts numbers to IEEE 754 half precision. */
final class Half {
    private static final int MANTISSA_LOST = 13;
    private static final int BIAS_CHANGE = 112;
    private static final int INFINITY = 0x7c00;

    private Half() {}

    /** Returns the bits of the nearest half-precision number, with ties to even. Numbers that are too large become infinite. */
    static int bits(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int exponent = ((bits >>> 23) & 0xff) - BIAS_CHANGE;
        int mantissa = bits & 0x7fffff;
        if (exponent >= 0x1f) {
            boolean nan = ((bits >>> 23) & 0xff) == 0xff && mantissa != 0;
            return sign | INFINITY | (nan ? 0x200 : 0);
        }
        int lost = MANTISSA_LOST;
        int kept = mantissa;
        if (exponent <= 0) {
            if (exponent < -10) {
                return sign;
            }
            kept |= 0x800000;
            lost += 1 - exponent;
            exponent = 0;
        }
        int rounded = (exponent << 10) + (kept >>> lost);
        int rest = kept & ((1 << lost) - 1);
        int half = 1 << (lost - 1);
        if (rest > half || (rest == half && (rounded & 1) == 1)) {
            rounded++;
        }
        return sign | rounded;
    }
}
