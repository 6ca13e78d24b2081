package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.text.SubwordTokenizer;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.datasets.text.Vocabulary;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.table.PretrainedText;
import io.winnow.trainer.table.TableEncoderConfig;
import io.winnow.trainer.table.TableInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The ids that an exported encoder of tables takes.
 *
 * @param pretrained whose subwords they are; null for words
 * @param views an input each; empty for words
 */
record TableIds(PretrainedText pretrained, List<TableText.View> views) {
    private static final String TABLES = "tables";
    private static final String VOCABULARY = "vocabulary.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final long LEAST_LENGTH = 3;

    static TableIds of(TableEncoderConfig encoder) {
        return encoder instanceof TableEncoderConfig.Pretrained text
                ? new TableIds(text.pretrained(), text.views())
                : new TableIds(null, List.of());
    }

    static ModelDescription.Tables describe(TableEncoderConfig encoder) throws IOException {
        if (encoder instanceof TableEncoderConfig.TabSim words) {
            TokenLimits limits = words.limits();
            return new ModelDescription.Tables(
                    limits,
                    null,
                    0,
                    "The first " + limits.captionWords()
                            + " words of the caption, then row by row (the header's first, "
                            + limits.rows() + " of them) of the first " + limits.cells() + " cells the first "
                            + limits.words()
                            + " words: lower case, cut at blanks and ASCII punctuation but the apostrophe,"
                            + " HTML entities as their characters. A word's id is its place in vocabulary.json plus 2,"
                            + " 1 for others, 0 where there is none.");
        }
        TableEncoderConfig.Pretrained text = (TableEncoderConfig.Pretrained) encoder;
        return new ModelDescription.Tables(
                null,
                text.views(),
                Math.min(text.maxTokens(), text.pretrained().options().positions()),
                "Each view of a table is a text of one segment or two: cells and rows separated by a blank, empty cells"
                        + " left out, HTML entities as their characters; caption_and_rows is the caption, then all rows"
                        + " with the header's first. tokenizer.json cuts it, with special tokens.");
    }

    /** Reads tables as {@link #describe} says, with the files of a bundle. */
    static TableInput open(Path bundle, ModelDescription.Tables tables) throws IOException {
        return tables.words() != null
                ? TableInput.words(Vocabulary.read(bundle.resolve(VOCABULARY)), tables.words())
                : TableInput.subwords(
                        SubwordTokenizer.open(bundle.resolve(TOKENIZER), tables.maxTokens()), tables.views());
    }

    /** Writes those files. */
    void write(TableInput input, Path bundle) throws IOException {
        input.write(bundle);
        if (pretrained != null) {
            try (InputStream tokenizer = pretrained.tokenizerFile()) {
                Files.copy(tokenizer, bundle.resolve(TOKENIZER));
            }
        }
    }

    /** Names of the inputs. */
    List<String> inputs() {
        return views.isEmpty()
                ? List.of(TABLES)
                : views.stream()
                        .map(view -> view.name().toLowerCase(Locale.ROOT))
                        .toList();
    }

    /** The batch, and for texts the length of each. */
    List<FreeAxis> free() {
        List<FreeAxis> free = new ArrayList<>(List.of(FreeAxis.batch(inputs())));
        if (!views.isEmpty()) {
            inputs().forEach(input -> free.add(new FreeAxis(input + "_length", Map.of(input, 2))));
        }
        return free;
    }

    /** Arrays that are long enough to be recorded: texts are padded. */
    NDList examples(NDList arrays, NDManager scope) {
        NDList padded = new NDList();
        for (NDArray array : arrays) {
            Shape shape = array.getShape();
            boolean isShort = !views.isEmpty() && shape.get(2) < LEAST_LENGTH;
            NDArray longer = isShort
                    ? NDArrays.concat(
                            new NDList(
                                    array,
                                    scope.zeros(
                                            new Shape(shape.get(0), shape.get(1), LEAST_LENGTH - shape.get(2)),
                                            array.getDataType())),
                            2)
                    : array;
            longer.attach(scope);
            padded.add(longer);
        }
        return padded;
    }
}
