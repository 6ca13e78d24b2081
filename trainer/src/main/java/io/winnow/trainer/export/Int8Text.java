package io.winnow.trainer.export;

import java.util.Locale;

/** Sentences on an ONNX file with int8 weights, for people. */
public final class Int8Text {
    private Int8Text() {}

    public static String of(Int8 int8) {
        return String.format(
                Locale.ROOT,
                "onnx-int8/model.onnx computes %d operators with int8 weights. Beside the float32 model, %.1f%% of %d"
                    + " examples agree, the outputs differ by %.2f%% in the mean, and single numbers by %.4f at most"
                    + " and %.1e in the mean. It has %.2f MB instead of %.2f MB. With one thread, %s, and %s.",
                int8.operators(),
                100 * int8.agreement(),
                int8.examples(),
                100 * int8.relativeDifference(),
                int8.largestDifference(),
                int8.meanDifference(),
                int8.bytes() / 1e6,
                int8.floatBytes() / 1e6,
                times(int8.single()),
                times(int8.batched()));
    }

    private static String times(CpuTimes times) {
        return String.format(
                Locale.ROOT,
                "%s %.3g ms of processor time instead of %.3g ms (%s)",
                times.examples() == 1 ? "one example takes" : "a batch of " + times.examples() + " takes",
                times.int8Millis(),
                times.floatMillis(),
                times.int8Millis() <= times.floatMillis()
                        ? String.format(Locale.ROOT, "%.2f times as fast", times.floatMillis() / times.int8Millis())
                        : String.format(
                                Locale.ROOT, "slower by %.0f%%", 100 * (times.int8Millis() / times.floatMillis() - 1)));
    }
}
