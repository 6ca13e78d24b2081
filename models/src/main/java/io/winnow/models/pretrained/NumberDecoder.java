package io.winnow.models.pretrained;

import java.nio.ByteBuffer;

/**
 * Converts numbers of published files to the types of arrays: floating-point numbers to float32, and integers to the type that {@link
 * NumberType} names. Every value of a type up to 32 bits keeps its value; a float64 is rounded to the nearest float32 (ties to even), and
 * becomes infinite outside its range.
 */
final class NumberDecoder {
    private NumberDecoder() {}

    /**
     * Converts all remaining numbers. Both buffers are little-endian.
     *
     * @return false if a number does not fit the array's type; only unsigned 64-bit integers can be too large
     */
    static boolean decode(NumberType type, ByteBuffer stored, ByteBuffer elements) {
        boolean fits = true;
        while (stored.hasRemaining()) {
            switch (type) {
                case F64 -> elements.putFloat((float) stored.getDouble());
                case F32 -> elements.putFloat(stored.getFloat());
                case F16 -> elements.putFloat(half(stored.getShort()));
                case BF16 -> elements.putInt(stored.getShort() << 16);
                case F8_E4M3 -> elements.putFloat(small(stored.get()));
                case F8_E5M2 -> elements.putFloat(half(stored.get() << 8));
                case I64 -> elements.putLong(stored.getLong());
                case I32 -> elements.putInt(stored.getInt());
                case I16 -> elements.putInt(stored.getShort());
                case U64 -> {
                    long number = stored.getLong();
                    fits &= number >= 0;
                    elements.putLong(number);
                }
                case U32 -> elements.putLong(Integer.toUnsignedLong(stored.getInt()));
                case U16 -> elements.putInt(Short.toUnsignedInt(stored.getShort()));
                case I8, U8 -> elements.put(stored.get());
                case BOOL -> elements.put((byte) (stored.get() == 0 ? 0 : 1));
            }
        }
        return fits;
    }

    /**
     * A float16 (IEEE 754 binary16): sign, 5 bits of exponent with bias 15, 10 bits of fraction. NaN stays NaN.
     *
     * @param bits the number; only the lower 16 bits count
     */
    private static float half(int bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >>> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        }
        int wide = exponent == 0x1f ? 0xff : exponent + (127 - 15);
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** A number with sign, 4 bits of exponent with bias 7, and 3 bits of fraction. All ones after the sign is NaN; there is no infinity. */
    private static float small(byte bits) {
        float sign = bits < 0 ? -1 : 1;
        int exponent = bits >>> 3 & 0xf;
        int fraction = bits & 7;
        if (exponent == 0) {
            return sign * fraction * 0x1p-9f;
        }
        return (bits & 0x7f) == 0x7f ? Float.NaN : sign * Math.scalb(1 + fraction / 8f, exponent - 7);
    }
}
