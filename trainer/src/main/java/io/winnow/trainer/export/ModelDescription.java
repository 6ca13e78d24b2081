package io.winnow.trainer.export;

import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.vision.ImagePreprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code model.json} of a bundle: what a program must know to use the model.
 *
 * @param run name of the run
 * @param checkpoint last, best or a step
 * @param weights raw or average; null where a run keeps no choice
 * @param precision float32 or float16, of the files
 * @param images what goes in; null for a model of tables. The exported graphs normalise by themselves; they do not resize
 * @param tables what goes in; null for a model of images
 * @param dimension length of the output
 * @param classes names of the classes, in order; empty where there are none
 * @param classCounts training examples of each class, as given; empty where there are no classes
 */
public record ModelDescription(
        Kind kind,
        String run,
        String recipe,
        String checkpoint,
        String weights,
        String precision,
        ImagePreprocessing images,
        Tables tables,
        int dimension,
        List<String> classes,
        List<Integer> classCounts) {
    /** Its name in a bundle. */
    public static final String FILE = "model.json";

    /**
     * How tables become the ids that go in.
     *
     * @param words for {@code vocabulary.json}: how much of a table is read; null for subwords
     * @param views for {@code tokenizer.json}: the texts that a table becomes, an input each; null for words
     * @param maxTokens of a text; 0 for words
     * @param reading the same for people
     */
    public record Tables(TokenLimits words, List<TableText.View> views, int maxTokens, String reading) {}

    /** What a model gives for an example. */
    public enum Kind {
        /** A representation of an image. */
        ENCODER("embedding"),
        /** Class probabilities of an image. */
        CLASSIFIER("probabilities"),
        /** Cosines of an image and all class centers that it was discriminated by. */
        CENTERS("cosines"),
        /** A representation of a table, whose distance to another's says how similar the two are. */
        TABLES("embedding");

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
                kind, run, recipe, checkpoint, weights, newPrecision, images, tables, dimension, classes, classCounts);
    }

    /** Reads that of a bundle. */
    public static ModelDescription read(Path bundle) throws IOException {
        return Json.read(bundle.resolve(FILE), ModelDescription.class);
    }
}
