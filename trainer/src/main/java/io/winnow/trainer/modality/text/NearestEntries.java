package io.winnow.trainer.modality.text;

import io.winnow.datasets.text.KnowledgeBase;
import io.winnow.datasets.text.KnowledgeBase.Found;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The entries of what is known that are most similar to texts, by the cosines of their vectors (kenet.md, section 3). */
final class NearestEntries {
    /** Entries with a cosine that is not above this one belong to no text. */
    private static final double LEAST_COSINE = 0.4;

    private final List<Found> entries;
    private final FrozenEncoder encoder;
    private final Optional<Path> kept;
    private float[][] vectors;

    /**
     * @param encoder the encoder that makes the vectors, of texts and of entries
     * @param kept folder in which vectors are kept; empty if they are not kept
     */
    NearestEntries(KnowledgeBase base, FrozenEncoder encoder, Optional<Path> kept) {
        entries = base.entries();
        this.encoder = encoder;
        this.kept = kept;
    }

    /**
     * Returns the nearest entries of each text, the nearest first, and of equally near ones the first in the file.
     *
     * @param most largest number of entries of a text
     */
    List<List<Found>> find(TextDataset texts, int most) {
        return Arrays.stream(vectors(texts)).map(each -> find(each, most)).toList();
    }

    private List<Found> find(float[] text, int most) {
        float[][] all = ofEntries();
        double[] cosines = new double[all.length];
        Arrays.setAll(
                cosines,
                e -> IntStream.range(0, text.length)
                        .mapToDouble(d -> (double) text[d] * all[e][d])
                        .sum());
        return IntStream.range(0, cosines.length)
                .filter(e -> cosines[e] > LEAST_COSINE)
                .boxed()
                .sorted(Comparator.comparingDouble(e -> -cosines[e]))
                .limit(most)
                .map(entries::get)
                .toList();
    }

    private synchronized float[][] ofEntries() {
        if (vectors == null) {
            vectors = vectors(TextDataset.unlabelled(
                    "entries",
                    IntStream.range(0, entries.size())
                            .mapToObj(Integer::toString)
                            .toList(),
                    entries.stream()
                            .map(each -> Text.of(Knowledge.excerpt(each.text())))
                            .toList()));
        }
        return vectors;
    }

    private float[][] vectors(TextDataset texts) {
        return texts.size() == 0 ? new float[0][] : new FrozenVectors(encoder).of(texts, kept, note -> {});
    }
}
