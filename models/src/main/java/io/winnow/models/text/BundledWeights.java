package io.winnow.models.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Files of weights that leave out what is in this program anyway: arrays that are equal to those of {@link MiniLm}, bit for bit. They have the
 * hash of that encoder instead. So a model of which only a prompt and a head were trained takes some hundred kilobytes.
 */
public final class BundledWeights {
    private static final String HASH = "all_minilm_l6_v2_sha256";
    private static final String PREFIX = "all_minilm_l6_v2_prefix";
    /** A parameter by whose name and shape the encoder is found among the weights of a model. */
    private static final String MARK = "embeddings.word_embeddings.weight";

    private BundledWeights() {}

    /** The encoder that was left out of a file is not the one in this program. */
    public static final class OtherEncoderException extends IOException {
        private static final long serialVersionUID = 1;

        OtherEncoderException(String message) {
            super(message);
        }
    }

    /**
     * Writes a file as {@link SafeTensors#write} does.
     *
     * @param arrays weights of a model, in which the names of the encoder's may have any prefix
     * @param manager manager for temporary arrays
     */
    public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata, NDManager manager)
            throws IOException {
        String prefix = prefix(arrays);
        Map<String, NDArray> own = new LinkedHashMap<>(arrays);
        if (prefix != null) {
            try (NDManager scope = manager.newSubManager()) {
                MiniLm.weights(scope).arrays().forEach((name, array) -> {
                    NDArray found = own.get(prefix + name);
                    if (found != null
                            && found.getShape().equals(array.getShape())
                            && Arrays.equals(found.toFloatArray(), array.toFloatArray())) {
                        own.remove(prefix + name);
                    }
                });
            }
        }
        Map<String, String> all = new LinkedHashMap<>(metadata);
        if (own.size() < arrays.size()) {
            all.put(HASH, MiniLm.sha256());
            all.put(PREFIX, prefix);
        }
        SafeTensors.write(file, own, all);
    }

    /** Returns the prefix of an encoder of MiniLM's size; null if there is none. */
    private static String prefix(Map<String, NDArray> arrays) {
        for (Map.Entry<String, NDArray> each : arrays.entrySet()) {
            if (each.getKey().endsWith(MARK)
                    && each.getValue().getShape().get(0) == MiniLm.OPTIONS.vocabulary()
                    && each.getValue().getShape().get(1) == MiniLm.OPTIONS.width()) {
                return each.getKey().substring(0, each.getKey().length() - MARK.length());
            }
        }
        return null;
    }

    /**
     * Reads a file as {@link SafeTensors#read} does, with the arrays that were left out.
     *
     * @throws OtherEncoderException if the encoder that is included in this program is not the one that was left out
     * @throws IOException if the file is damaged
     */
    public static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>(SafeTensors.read(file, manager));
        Map<String, String> metadata = SafeTensors.metadata(file);
        if (metadata.containsKey(HASH)) {
            if (!metadata.get(HASH).equals(MiniLm.sha256())) {
                throw new OtherEncoderException(
                        file + " has only what differs from the all-MiniLM-L6-v2 with the SHA-256 "
                                + metadata.get(HASH) + ", but the one in this program has " + MiniLm.sha256()
                                + ". Use the version of Winnow with which the model was trained.");
            }
            Set<String> names = TextFamilies.parameters(MiniLm.OPTIONS);
            MiniLm.weights(manager).arrays().forEach((name, array) -> {
                String own = metadata.get(PREFIX) + name;
                if (names.contains(name) && !arrays.containsKey(own)) {
                    arrays.put(own, array);
                } else {
                    array.close();
                }
            });
        }
        return arrays;
    }
}
