package io.winnow.models.vision;

import static io.winnow.models.vision.PublishedFolder.names;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.TensorFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of tests that load small networks in the layouts of several libraries. */
abstract class OnPublishedCnn {
    static final List<Family<EncoderOptions>> FAMILIES = List.of(new ResNetFamily(), new ConvNextFamily());
    static final ObjectMapper JSON = new ObjectMapper();

    NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static Path file(String folder, String name) {
        try {
            return Path.of(OnPublishedCnn.class
                            .getResource("/io/winnow/models/pretrained/" + folder)
                            .toURI())
                    .resolve(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    PretrainedWeights weights(String folder) throws IOException {
        Path old = file(folder, "checkpoint.th");
        return TensorFile.open(Files.exists(old) ? old : file(folder, "model.safetensors"))
                .unwrapped()
                .read(manager);
    }

    static JsonNode config(String folder) throws IOException {
        Path file = file(folder, "config.json");
        return Files.exists(file) ? JSON.readTree(Files.readAllBytes(file)) : MissingNode.getInstance();
    }

    static Map<String, Shape> shapes(PretrainedWeights weights) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        weights.arrays().forEach((name, array) -> shapes.put(name, array.getShape()));
        return shapes;
    }

    static Published<EncoderOptions> recognise(Map<String, Shape> shapes, JsonNode config) {
        return Families.recognise(
                FAMILIES, new CheckpointFacts("model.bin", shapes, config, CheckpointFacts.Given.NOTHING));
    }

    Published<EncoderOptions> recognise(String folder) throws IOException {
        return recognise(shapes(weights(folder)), config(folder));
    }

    static Layer load(Published<EncoderOptions> published, PretrainedWeights weights, NDManager manager) {
        Layer encoder = published.architecture().build(3);
        encoder.initialize(manager);
        published.layout().read(weights, names(encoder)).loadInto(encoder);
        return encoder;
    }

    static NDArray featureMap(Layer encoder, ParameterStore store, NDArray images) {
        return encoder instanceof ResNet resNet
                ? resNet.featureMap(store, images, false)
                : ((ConvNext) encoder).featureMap(store, images, false);
    }

    NDArray forward(Layer encoder, NDArray images) {
        return encoder.forward(new ParameterStore(manager, false), new NDList(images), false)
                .singletonOrThrow();
    }

    /** Shapes of a network under other names and of other sizes, as a library would store them. */
    static Map<String, Shape> shapes(EncoderOptions options, UnaryOperator<String> stored) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        options.build(3)
                .getParameters()
                .forEach(pair ->
                        shapes.put(stored.apply(pair.getKey()), pair.getValue().getShape()));
        return shapes;
    }
}
