package io.winnow;

import java.util.OptionalDouble;

/**
 * What {@link Run#export(java.nio.file.Path, ExportOptions)} does beyond writing the model as it is.
 *
 * @param calibrated whether the probabilities of a classifier are calibrated on the validation data of the run, which are read again
 * @param precision the share of accepted predictions that must be right, above 0 and below 1, if the model says which predictions it
 *     accepts ({@link Predicted#accepted}); implies {@code calibrated}. It holds with 95% confidence for data like the validation data
 * @param int8 whether {@code onnx-int8/model.onnx} is written as well, a smaller file with int8 weights. {@code parity.json} says how it
 *     compares with the float32 file, for which the calibration is made
 */
public record ExportOptions(boolean calibrated, OptionalDouble precision, boolean int8) {
    /** {@return options that write the model as it is} */
    public static ExportOptions plain() {
        return new ExportOptions(false, OptionalDouble.empty(), false);
    }

    /** {@return these options, with calibrated probabilities} */
    public ExportOptions withCalibration() {
        return new ExportOptions(true, precision, int8);
    }

    /**
     * {@return these options, with calibrated probabilities and a threshold above which predictions are accepted}
     *
     * @param share the share of accepted predictions that must be right, above 0 and below 1
     */
    public ExportOptions withPrecision(double share) {
        return new ExportOptions(true, OptionalDouble.of(share), int8);
    }

    /** {@return these options, with an additional file with int8 weights} */
    public ExportOptions withInt8() {
        return new ExportOptions(calibrated, precision, true);
    }
}
