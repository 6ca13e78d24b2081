package io.winnow.trainer.export;

import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import java.util.Locale;

/** Sentences on an ONNX file with int8 weights, for people. */
public final class Int8Text {
    private Int8Text() {}

    /** Returns the section of the bundle's README; empty without such a file. */
    static String readme(Int8 int8, ModelDescription model) {
        return int8 == null
                ? ""
                : "\n## int8\n\n" + of(int8, model)
                        + " Inputs are rounded by the least and the largest number of a whole batch, so a result depends"
                        + " slightly on the other examples in the batch.\n";
    }

    /**
     * Says how the file compares with that of float32, and what the comparison does not promise.
     *
     * @param model the exported model
     */
    public static String of(Int8 int8, ModelDescription model) {
        return of(int8)
                + (model.output().abstention() == null
                        ? ""
                        : " The threshold of `" + ModelOutput.ACCEPTED
                                + "` was chosen for the float32 model; its precision is not promised for the int8 file.");
    }

    private static String of(Int8 int8) {
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
