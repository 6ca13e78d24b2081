package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.Plural;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.datasets.text.Text;
import io.winnow.datasets.text.TextDataset;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.model.Loaded;
import io.winnow.trainer.run.FileTurn;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The vectors of texts by a frozen encoder. They are computed once and kept in a file, under a name that depends on the texts, the encoder
 * and the length to which texts are cut.
 */
public record FrozenVectors(FrozenEncoder encoder) {
    /**
     * Returns the vectors of all texts (N, D), each of length 1.
     *
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    public float[][] of(TextDataset texts, Optional<Path> kept, Consumer<String> say) {
        try (NDManager manager = NDManager.newBaseManager()) {
            if (kept.isEmpty()) {
                return Tensors.rows(compute(texts, manager));
            }
            return Tensors.rows(kept(
                    kept.get().resolve(name(texts) + ".npy"),
                    () -> say.accept("Computing the vectors of " + Plural.of(texts.size(), "text", "texts") + " of "
                            + texts.name() + " with the frozen encoder; they are kept in " + kept.get() + "."),
                    () -> compute(texts, manager),
                    manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the vectors of texts that are tokens (N, D), each of length 1.
     *
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param computing called if they must be computed
     */
    float[][] of(List<Tokens> tokens, Optional<Path> kept, Runnable computing) {
        try (NDManager manager = NDManager.newBaseManager()) {
            if (kept.isEmpty()) {
                computing.run();
                return Tensors.rows(compute(tokens, manager));
            }
            return Tensors.rows(kept(
                    kept.get().resolve(name(tokens) + "-copies.npy"),
                    computing,
                    () -> compute(tokens, manager),
                    manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the marked vectors of the tokens of all texts.
     *
     * @param tokens what {@link FrozenEncoder#tokens} returned for these texts
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    TokenStates states(TextDataset texts, List<Tokens> tokens, Optional<Path> kept, Consumer<String> say) {
        try {
            String name = name(texts);
            return TokenStates.of(
                    encoder, tokens, texts.name(), kept.map(folder -> folder.resolve(name + "-tokens.npy")), say);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the marked vectors of the tokens of texts that are tokens.
     *
     * @param name what the texts are called in a note
     * @param kept folder in which vectors are kept; empty if they are not kept
     * @param say receives a note if they are kept, but not from an earlier time
     */
    TokenStates states(String name, List<Tokens> tokens, Optional<Path> kept, Consumer<String> say) {
        try {
            String digest = name(tokens);
            return TokenStates.of(
                    encoder, tokens, name, kept.map(folder -> folder.resolve(digest + "-known-tokens.npy")), say);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Computes vectors. */
    @FunctionalInterface
    interface Computation {
        NDArray run() throws IOException;
    }

    /**
     * Reads vectors from a file. If there is none, they are computed and kept there, unless another process has just done so. If they cannot be
     * kept, for example because the disk is full, they are only computed.
     *
     * @param computing called before they are computed and kept
     * @param manager manager of the computed vectors and of those that are read
     */
    static NDArray kept(Path file, Runnable computing, Computation computation, NDManager manager) throws IOException {
        if (!Files.exists(file)) {
            NDArray computed = null;
            try (FileTurn turn = FileTurn.await(file)) {
                if (!Files.exists(file)) {
                    computing.run();
                    computed = computation.run();
                    VectorFiles.write(file, computed);
                    return computed;
                }
            } catch (IOException notKept) {
                return computed == null ? computation.run() : computed;
            }
        }
        return VectorFiles.read(file, manager);
    }

    /** A name that depends on the tokens of texts. */
    private String name(List<Tokens> tokens) throws IOException {
        Fingerprint digest = encoder.addTo(new Fingerprint());
        tokens.forEach(text -> digest.add(text.length())
                .add(Arrays.stream(text.ids()).mapToInt(Math::toIntExact).toArray())
                .add(Arrays.stream(text.segments()).mapToInt(Math::toIntExact).toArray()));
        return digest.hex();
    }

    private String name(TextDataset texts) throws IOException {
        Fingerprint digest = encoder.addTo(new Fingerprint());
        for (int i = 0; i < texts.size(); i++) {
            Text text = texts.item(i);
            digest.add(text.first().length(), text.second().length())
                    .add(text.first())
                    .add(text.second());
        }
        return digest.hex();
    }

    /**
     * Computes the vectors of all texts (N, D), each of length 1, without keeping them.
     */
    public NDArray compute(TextDataset texts, NDManager manager) throws IOException {
        return compute(encoder.tokens(texts), manager);
    }

    private NDArray compute(List<Tokens> tokens, NDManager manager) throws IOException {
        float[][] vectors = new float[tokens.size()][];
        try (Loaded.Lease lease = Loaded.lease()) {
            FrozenNetwork network = encoder.vectors(lease, manager.getDevice());
            network.each(tokens, encoder.rules(), (chosen, out) -> {
                float[] values = Losses.unitRows(out).toFloatArray();
                int width = values.length / chosen.length;
                for (int i = 0; i < chosen.length; i++) {
                    vectors[chosen[i]] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
                }
            });
        }
        return joined(vectors, manager);
    }

    private static NDArray joined(float[][] vectors, NDManager manager) {
        int width = vectors[0].length;
        float[] all = new float[Math.multiplyExact(vectors.length, width)];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * width, width);
        }
        return manager.create(all, new Shape(vectors.length, width));
    }
}
