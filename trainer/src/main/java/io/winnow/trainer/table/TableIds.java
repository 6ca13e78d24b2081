package io.winnow.trainer.table;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.TokenLimits;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.model.ModelPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The token ids that an exported table encoder takes as input.
 *
 * @param pretrained the pretrained encoder with the tokenizer; null if the encoder reads words
 * @param views the views of a table, each of which is an input; empty if the encoder reads words
 * @param anyLength whether the texts of a view may have any length
 */
public record TableIds(PretrainedText pretrained, List<TableText.View> views, boolean anyLength) {
    private static final String TABLES = "tables";
    static final String VOCABULARY = "vocabulary.json";
    static final String TOKENIZER = "tokenizer.json";

    /** Returns the input of an encoder. */
    public static TableIds of(TableEncoderConfig encoder) {
        if (!(encoder instanceof TableEncoderConfig.Pretrained text)) {
            return new TableIds(null, List.of(), false);
        }
        try {
            TokenRules rules = text.pretrained().rules(text.pretrained().model(), text.maxTokens());
            return new TableIds(text.pretrained(), text.views(), rules.fullLength() == 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TableModelInput describe(TableEncoderConfig encoder) throws IOException {
        if (encoder instanceof TableEncoderConfig.TabSim words) {
            TokenLimits limits = words.limits();
            return new TableModelInput.Words(
                    "(batch, " + (limits.captionWords() + limits.tableSize()) + ") int32",
                    limits,
                    "The input consists of the first " + limits.captionWords()
                            + " words of the caption, then of the first " + limits.words()
                            + " words of each of the first "
                            + limits.cells() + " cells of each of the first " + limits.rows()
                            + " rows, of which the header is the first. HTML entities are replaced by their characters;"
                            + " words are in lower case and are split at blanks and at ASCII punctuation other than the"
                            + " apostrophe. The id of a word is its position in vocabulary.json, counted from 0, plus 2."
                            + " Other words have the id 1, and missing words the id 0.");
        }
        TableEncoderConfig.Pretrained text = (TableEncoderConfig.Pretrained) encoder;
        TokenRules rules = text.pretrained().rules(text.pretrained().model(), text.maxTokens());
        return new TableModelInput.Subwords(
                "each (batch, 2, length) int64, with token ids and segment ids",
                text.views(),
                rules,
                "Each view of a table is a text of one or two segments. Cells and rows are separated by blanks, empty cells are"
                        + " left out, and HTML entities are replaced by their characters. The view caption_and_rows has the"
                        + " caption as its first segment and all rows, beginning with the header, as its second. Tokenise"
                        + " the texts with tokenizer.json, including special tokens. Token ids are " + rules.reading()
                        + ".");
    }

    /** Writes the files that {@link TableModelInput#tables} needs into a bundle. */
    void write(TableInput input, Path bundle) throws IOException {
        input.write(bundle);
        if (pretrained != null) {
            try (InputStream tokenizer = pretrained.tokenizerFile()) {
                Files.copy(tokenizer, bundle.resolve(TOKENIZER));
            }
        }
    }

    /** Returns the names of the inputs. */
    public List<String> inputs() {
        return views.isEmpty()
                ? List.of(TABLES)
                : views.stream()
                        .map(view -> view.name().toLowerCase(Locale.ROOT))
                        .toList();
    }

    /** Returns the lengths that are not fixed: the batch size, and for subwords the length of the texts of each view. */
    public List<FreeAxis> free() {
        List<FreeAxis> free = new ArrayList<>(List.of(FreeAxis.batch(inputs())));
        if (anyLength) {
            inputs().forEach(input -> free.add(new FreeAxis(input + "_length", Map.of(input, 2))));
        }
        return free;
    }

    /** Pads texts that are too short for recording a graph, and attaches the arrays to {@code scope}. */
    public NDList examples(NDList arrays, NDManager scope) {
        NDList padded = new NDList();
        for (NDArray array : arrays) {
            NDArray longer = anyLength ? ModelPart.longEnough(array, scope) : array;
            longer.attach(scope);
            padded.add(longer);
        }
        return padded;
    }
}
