package io.winnow.trainer.export;

import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code model.json} of a bundle: what a program must know to use the model.
 *
 * @param run name of the run
 * @param checkpoint last, best or a step
 * @param precision float32 or float16, of the files
 * @param mean of each channel, of values in [0, 1]; the exported graphs normalise by it themselves
 * @param deviation of each channel
 * @param resize how an image of another size comes to this size; the graphs do not do it
 * @param dimension length of the output
 * @param classes names of the classes, in order; empty for an encoder
 * @param classCounts training examples of each class, as given; empty for an encoder
 */
public record ModelDescription(
        Kind kind,
        String run,
        String recipe,
        String checkpoint,
        String precision,
        int channels,
        int height,
        int width,
        List<Float> mean,
        List<Float> deviation,
        String resize,
        int dimension,
        List<String> classes,
        List<Integer> classCounts) {
    /** Its name in a bundle. */
    public static final String FILE = "model.json";

    static final String RESIZE =
            "The largest centred part of the aspect width:height, scaled by a triangle filter that widens when"
                    + " shrinking (bilinear with antialiasing, as Pillow's and torchvision's).";

    /** What a model gives for an image. */
    public enum Kind {
        /** A representation. */
        ENCODER("embedding"),
        /** Class probabilities. */
        CLASSIFIER("probabilities");

        private final String output;

        Kind(String output) {
            this.output = output;
        }

        /** Name of the output in the files. */
        public String output() {
            return output;
        }
    }

    ModelDescription withPrecision(String newPrecision) {
        return new ModelDescription(
                kind,
                run,
                recipe,
                checkpoint,
                newPrecision,
                channels,
                height,
                width,
                mean,
                deviation,
                resize,
                dimension,
                classes,
                classCounts);
    }

    static ModelDescription read(Path bundle) throws IOException {
        return Json.read(bundle.resolve(FILE), ModelDescription.class);
    }
}
