package io.winnow.trainer.modality.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.text.SubwordTokenizer.Tokens;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TokenWords;
import io.winnow.trainer.modality.VectorRows;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TokenArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Preprocessing of texts, in any representation. */
public sealed interface TextPreprocessing extends Preprocessing permits TextVectors, TextTokens, TextTokenVectors {
    /** The pretrained encoder. */
    FrozenEncoder encoder();

    /** Length of the encoder's vectors. */
    int dimension();

    @Override
    default Optional<Raw> raw() {
        return Optional.of(new Raw("pretrained_vectors", dimension(), true));
    }

    @Override
    default NDArray rawVectors(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        return VectorRows.batch(texts(items).vectors(), examples, manager);
    }

    @Override
    default Fingerprint addTo(Fingerprint digest) throws IOException {
        return encoder().addTo(digest);
    }

    /** Returns token and segment ids (B, 2, L): an exported model has its encoder inside. */
    @Override
    default NDList served(Dataset<?> items, int[] examples, int maxCorrupt, NDManager manager) {
        List<Tokens> tokens = texts(items).tokens();
        return new NDList(TokenArrays.of(tokens, examples, encoder().rules(), manager));
    }

    @Override
    default Optional<NDArray> nameVectors(List<String> names, NDManager manager) {
        try {
            return Optional.of(NameVectors.of(encoder(), names, manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    default Optional<TokenWords> words(Dataset<?> items, int example) throws IOException {
        return Optional.of(encoder().words(texts(items).texts().item(example)));
    }

    /** Returns a data set as texts. */
    static EncodedTexts texts(Dataset<?> items) {
        if (items instanceof EncodedTexts texts) {
            return texts;
        }
        throw new UserException(items.name() + " does not consist of texts, but the model takes texts.");
    }
}
