package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

/** Which tokens belong to words. */
class TokenVectorsTest {
    private static final long CLS = 101;
    private static final long SEP = 102;

    /** A text, a pair, and a text without a word, padded to the same length. */
    private static final long[] IDS = {
        CLS, 5, 6, 7, SEP, 0, 0, //
        CLS, 5, 6, SEP, 7, SEP, 0, //
        CLS, SEP, 0, 0, 0, 0, 0,
    };

    private static NDArray texts(NDManager manager, long[] ids) {
        NDArray tokens = manager.create(ids, new Shape(3, 1, 7));
        return tokens.concat(manager.zeros(tokens.getShape(), DataType.INT64), 1);
    }

    @Test
    void specialTokensAndPaddingAreNoWords() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] words = BertScript.words(texts(manager, IDS), 0).toFloatArray();
            assertThat(words)
                    .containsExactly(
                            0, 1, 1, 1, 0, 0, 0, //
                            0, 1, 1, 0, 1, 0, 0, //
                            0, 0, 0, 0, 0, 0, 0);
        }
    }

    /** RoBERTa pads with 1 and has 0 for the begin of a text. */
    @Test
    void paddingMayHaveAnotherId() {
        long[] ids = IDS.clone();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = ids[i] == 0 ? 1 : ids[i] == CLS ? 0 : ids[i] == SEP ? 2 : ids[i];
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] words = BertScript.words(texts(manager, ids), 1).toFloatArray();
            assertThat(words)
                    .containsExactly(
                            0, 1, 1, 1, 0, 0, 0, //
                            0, 1, 1, 0, 1, 0, 0, //
                            0, 0, 0, 0, 0, 0, 0);
        }
    }
}
