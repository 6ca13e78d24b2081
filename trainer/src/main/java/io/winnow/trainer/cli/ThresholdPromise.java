package io.winnow.trainer.cli;

import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.ModelOutput;
import java.nio.file.Path;
import java.util.Optional;

/** The precision that an exported model which abstains promises. Its threshold was chosen for the plain predictions of the float32 model. */
final class ThresholdPromise {
    private ThresholdPromise() {}

    /**
     * Returns a warning if the promise does not hold for a use of a model.
     *
     * @param model the bundle, or the model file in one
     * @param output what the model gives
     * @param flip whether predictions are averaged with those for mirror images
     */
    static Optional<String> warning(Path model, ModelOutput output, boolean flip) {
        boolean int8 = model.toAbsolutePath().endsWith(ExportFormat.int8(Path.of("")));
        if (output.abstention() == null || !(flip || int8)) {
            return Optional.empty();
        }
        return Optional.of("Warning: the threshold of `" + ModelOutput.ACCEPTED + "` was chosen for "
                + (flip ? "predictions without --flip" : "the float32 model") + ", so its precision of "
                + output.abstention().precision() + " is not promised here.");
    }
}
