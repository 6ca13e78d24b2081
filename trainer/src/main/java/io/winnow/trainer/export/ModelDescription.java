package io.winnow.trainer.export;

import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.trainer.modality.image.ImagePreprocessing;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The content of {@code model.json} in a bundle: everything that a program must know to use the model.
 *
 * @param kind what the model computes
 * @param run name of the run
 * @param recipe kind of the recipe that trained the model
 * @param checkpoint the exported checkpoint: last, best or a step
 * @param weights raw or average (EMA); null if the run has only one kind of weights
 * @param precision precision of the files: float32 or float16
 * @param images how images become the input; null for a model of tables. The exported graphs normalise images but do not resize them
 * @param tables how tables become the input; null for a model of images
 * @param records how records, such as texts or rows, become the input; null for other models
 * @param dimension size of an output vector
 * @param target what the outputs of a {@link Kind#CLASSIFIER} mean; null for other kinds
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
        Records records,
        int dimension,
        Target target) {
    /** Name of the file in a bundle. */
    public static final String FILE = "model.json";

    /**
     * How tables become the token ids that are the model's input. Models use either words or subwords.
     *
     * @param words for words, with {@code vocabulary.json}: how much of a table is read; null for subwords
     * @param views for subwords, with {@code tokenizer.json}: the views of a table, each of which is a text and an input; null for words
     * @param maxTokens for subwords: largest number of tokens of a text; 0 for words
     * @param reading description of the same for human readers
     */
    public record Tables(TokenLimits words, List<TableText.View> views, int maxTokens, String reading) {}

    /**
     * How records become the model's input.
     *
     * @param unit noun in the plural for the records
     * @param input name of the input
     * @param shape its shape and data type
     * @param reading description of how a record becomes the input, for human readers
     * @param settings settings that a program needs for this
     */
    public record Records(String unit, String input, String shape, String reading, Map<String, Object> settings) {}

    /** What a model computes for an example. */
    public enum Kind {
        /** A representation (embedding) of an image. */
        ENCODER("embedding"),
        /** The prediction of a target, such as class probabilities. */
        CLASSIFIER("probabilities"),
        /** The cosines between the embedding of an image and all class centers of the training. */
        CENTERS("cosines"),
        /** A representation (embedding) of a table. The distance between two embeddings says how similar the tables are. */
        TABLES("embedding");

        private final String output;

        Kind(String output) {
            this.output = output;
        }

        /** Returns the name of the output in the files. */
        public String output() {
            return output;
        }
    }

    /**
     * Describes a model of an encoder in float32.
     *
     * @param choice the model of the run
     * @param trained its network
     * @param images how images become the input; null for other models
     * @param records how records become the input; null for other models
     * @param width length of an output vector of the network, which predictions of a target need not have
     */
    static ModelDescription of(
            FinishedRun run,
            ModelChoice choice,
            TrainedNetwork trained,
            ImagePreprocessing images,
            Records records,
            int width)
            throws IOException {
        return new ModelDescription(
                trained.kind(),
                run.experiment().name(),
                run.experiment().recipe().kind(),
                choice.weights().checkpoint(),
                run.kindOf(choice.weights())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                "float32",
                images,
                null,
                records,
                trained.target() == null ? width : trained.target().names().size(),
                trained.target());
    }

    /** Returns the names of the classes, levels or numbers that the outputs of a classifier are; empty for other kinds. */
    public List<String> classes() {
        return target == null ? List.of() : target.names();
    }

    ModelDescription withPrecision(String newPrecision) {
        return new ModelDescription(
                kind, run, recipe, checkpoint, weights, newPrecision, images, tables, records, dimension, target);
    }

    /** Reads the description in a bundle. */
    public static ModelDescription read(Path bundle) throws IOException {
        return Json.read(bundle.resolve(FILE), ModelDescription.class);
    }
}
