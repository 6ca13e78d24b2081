package io.winnow.trainer.report;

import io.winnow.datasets.text.TextDataset;
import io.winnow.trainer.modality.text.FrozenEncoder;
import io.winnow.trainer.modality.text.FrozenVectors;
import io.winnow.trainer.table.PretrainedText;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Vectors of texts by the all-MiniLM-L6-v2 that comes with Winnow. They are kept, so that a second report needs no time for them.
 */
public final class TextRepresentation implements Representation {
    private static final int MOST_TOKENS = 128;
    /** Up to this number, all texts are embedded at once, so that their vectors are in one file. */
    private static final int MOST_AT_ONCE = 50_000;

    private final ItemKind.Texts texts;
    private final List<String> keys;
    private final Path kept;
    private final Consumer<String> say;
    private float[][] all;

    /**
     * Creates a representation, which computes vectors when they are first asked for.
     *
     * @param texts the texts of the data
     * @param keys their keys
     * @param kept folder in which vectors are kept
     * @param say receives a note before vectors are computed
     */
    public TextRepresentation(ItemKind.Texts texts, List<String> keys, Path kept, Consumer<String> say) {
        this.texts = texts;
        this.keys = keys;
        this.kept = kept;
        this.say = say;
    }

    @Override
    public String name() {
        return "vectors of the all-MiniLM-L6-v2 that comes with Winnow";
    }

    @Override
    public float[][] of(int[] items) {
        if (items.length == 0) {
            return new float[0][];
        }
        if (keys.size() > MOST_AT_ONCE) {
            return vectors(items);
        }
        if (all == null) {
            all = vectors(IntStream.range(0, keys.size()).toArray());
        }
        return Arrays.stream(items).mapToObj(item -> all[item]).toArray(float[][]::new);
    }

    private float[][] vectors(int[] items) {
        TextDataset chosen = TextDataset.unlabelled(
                "the report",
                Arrays.stream(items).mapToObj(keys::get).toList(),
                Arrays.stream(items).mapToObj(texts.texts()::get).toList());
        return new FrozenVectors(FrozenEncoder.of(PretrainedText.EMBEDDED, MOST_TOKENS))
                .of(chosen, Optional.of(kept), say);
    }
}
