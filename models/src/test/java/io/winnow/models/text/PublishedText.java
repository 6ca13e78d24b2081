package io.winnow.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A published text encoder of the reference, with what it puts out for fixed inputs. */
final class PublishedText implements AutoCloseable {
    static final double TOLERANCE = 1e-5;

    private final NDManager manager = NDManager.newBaseManager();
    private final Path folder;
    private final Map<String, NDArray> vectors;

    /** @param copy folder into which the model is copied, with a tokenizer without tokens beside it, which the reference has not */
    PublishedText(String name, Path copy) throws IOException {
        folder = copy.resolve(name);
        Path source = resource(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(source.relativize(file).toString()));
            }
        }
        Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\", \"added_tokens\": []}");
        vectors = SafeTensors.read(source.resolve("vectors.safetensors"), manager);
    }

    static Path resource(String name) {
        try {
            return Path.of(PublishedText.class
                    .getResource("/io/winnow/models/pretrained/" + name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Path folder() {
        return folder;
    }

    NDManager manager() {
        return manager;
    }

    TextModel open() throws IOException {
        return TextModel.open(folder);
    }

    /** Builds the encoder, with its published weights. */
    Layer encoder(TextModel model, List<TextPooling> poolings) throws IOException {
        return loaded(model, model.encoder(poolings, Precision.FLOAT32, 0));
    }

    Layer loaded(TextModel model, Layer network) throws IOException {
        network.initialize(manager);
        model.load(network, manager);
        return network;
    }

    NDArray input(String name) {
        return vectors.get("input." + name);
    }

    NDArray output(String name) {
        return vectors.get("output." + name);
    }

    /**
     * Returns the texts (B, 2, L) of the reference.
     *
     * @param padding id that padding gets, if the reference has a mask
     */
    NDArray texts(int padding) {
        NDArray ids = input("input_ids");
        NDArray mask = input("attention_mask");
        if (mask != null) {
            ids = ids.mul(mask).add(mask.neg().add(1).mul(padding));
        }
        NDArray segments = input("token_type_ids");
        NDArray second = segments == null ? ids.zerosLike() : segments;
        return ids.stack(second, 1).toType(DataType.INT64, false);
    }

    NDArray run(Layer network, NDArray texts) {
        return network.forward(parameters(), new NDList(texts), false).singletonOrThrow();
    }

    ParameterStore parameters() {
        return new ParameterStore(manager, false);
    }

    void assertSame(NDArray found, String output) {
        assertSame(found, output(output));
    }

    static void assertSame(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        double scale = Math.max(1, expected.abs().max().getFloat());
        assertThat((double) found.sub(expected).abs().max().getFloat()).isLessThan(TOLERANCE * scale);
    }

    /** Tokens at padding count as 0, as in the reference. */
    NDArray withoutPadding(NDArray tokens) {
        return tokens.mul(
                input("attention_mask").toType(DataType.FLOAT32, false).expandDims(2));
    }

    Map<String, NDArray> named(Layer network) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        network.getParameters()
                .forEach(pair -> named.put(pair.getKey(), pair.getValue().getArray()));
        return named;
    }

    /** Checks that the parameters are written as the file has them, array by array. */
    void assertWritesTheFile(TextModel model, Layer encoder, String file, List<String> unused) throws IOException {
        Map<String, NDArray> stored = SafeTensors.read(folder.resolve(file), manager);
        Map<String, NDArray> written = model.layout().write(named(encoder));
        stored.keySet().removeIf(name -> unused.stream().anyMatch(name::matches));
        assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(stored.keySet());
        stored.forEach((name, array) -> {
            assertThat(written.get(name).getShape()).as(name).isEqualTo(array.getShape());
            assertThat(written.get(name).toFloatArray()).as(name).containsExactly(array.toFloatArray());
        });
    }

    @Override
    public void close() {
        manager.close();
    }
}
