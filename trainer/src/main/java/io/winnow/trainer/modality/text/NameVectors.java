package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.table.PretrainedText;
import java.io.IOException;
import java.util.List;

/** The vectors that a pretrained encoder makes of the names of classes. */
public final class NameVectors {
    private static final int MAX_TOKENS = 64;

    private NameVectors() {}

    /** Returns the similarity of names by the encoder that comes with Winnow: the cosines of their vectors (K, K), see {@link #of}. */
    public static double[][] similarity(List<String> names) throws IOException {
        return similarity(FrozenEncoder.of(PretrainedText.EMBEDDED, MAX_TOKENS), names);
    }

    /** Returns the vectors of names (K, D), each of length 1. In the names, underscores and hyphens stand for blanks. */
    static NDArray of(FrozenEncoder encoder, List<String> names, NDManager manager) throws IOException {
        return new FrozenVectors(encoder).compute(words(names), manager);
    }

    /** Returns names as texts, in which blanks stand for underscores and hyphens. */
    static TextDataset words(List<String> names) {
        return TextDataset.unlabelled(
                "the class names",
                names,
                names.stream()
                        .map(name -> Text.of(name.replace('_', ' ').replace('-', ' ')))
                        .toList());
    }

    /** Returns the cosines of the vectors of names (K, K), see {@link #of}. */
    static double[][] similarity(FrozenEncoder encoder, List<String> names) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[][] vectors = Tensors.rows(of(encoder, names, manager));
            double[][] cosines = new double[vectors.length][vectors.length];
            for (int i = 0; i < vectors.length; i++) {
                for (int j = 0; j < vectors.length; j++) {
                    for (int d = 0; d < vectors[i].length; d++) {
                        cosines[i][j] += (double) vectors[i][d] * vectors[j][d];
                    }
                }
            }
            return cosines;
        }
    }
}
