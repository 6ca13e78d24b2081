package io.winnow.models.vision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.CheckpointFacts.Given;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.SafeTensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A tiny network in a published layout, with its outputs for fixed images (reference folder {@code pretrained}).
 *
 * @param name name of the folder
 * @param arrays the arrays of its checkpoint, which tests may change
 * @param config its configuration; a missing node if there is none
 * @param vectors inputs and outputs
 */
record PublishedFolder(String name, Map<String, NDArray> arrays, JsonNode config, Map<String, NDArray> vectors) {
    static final List<Family<EncoderOptions>> FAMILIES =
            List.of(new VitFamily(), new Dinov2Family(), new ClipFamily(), new SiglipFamily(), new MlcdFamily());

    private static final double TOLERANCE = 1e-5;

    static PublishedFolder open(String name, NDManager manager) throws IOException {
        try {
            Path folder = Path.of(PublishedFolder.class
                    .getResource("/io/winnow/models/pretrained/" + name)
                    .toURI());
            boolean openClip = Files.exists(folder.resolve("open_clip_model.safetensors"));
            String weights = openClip ? "open_clip_model.safetensors" : "model.safetensors";
            Path config = folder.resolve(openClip ? "open_clip_config.json" : "config.json");
            return new PublishedFolder(
                    name,
                    new LinkedHashMap<>(SafeTensors.read(folder.resolve(weights), manager)),
                    Files.exists(config) ? new ObjectMapper().readTree(config.toFile()) : MissingNode.getInstance(),
                    SafeTensors.read(folder.resolve("vectors.safetensors"), manager));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The same folder with other arrays, without a configuration. */
    PublishedFolder with(Map<String, NDArray> changed) {
        return with(changed, MissingNode.getInstance());
    }

    PublishedFolder with(Map<String, NDArray> changed, JsonNode changedConfig) {
        return new PublishedFolder(name, changed, changedConfig, vectors);
    }

    /** The same folder with a value in its configuration, or in the part of it that is given. */
    PublishedFolder with(String part, String key, String json) throws IOException {
        ObjectNode changed = config.isMissingNode() ? new ObjectMapper().createObjectNode() : config.deepCopy();
        ObjectNode node = changed;
        for (String each : part.isEmpty() ? new String[0] : part.split("\\.", -1)) {
            node = node.has(each) ? (ObjectNode) node.get(each) : node.putObject(each);
        }
        node.set(key, new ObjectMapper().readTree(json));
        return with(arrays, changed);
    }

    static Given heads(int heads) {
        return new Given(OptionalInt.of(heads));
    }

    CheckpointFacts facts(Given given) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        arrays.forEach((key, array) -> shapes.put(key, array.getShape()));
        return new CheckpointFacts(name, shapes, config, given);
    }

    Published<EncoderOptions> recognised(Given given) {
        return Families.recognise(FAMILIES, facts(given));
    }

    PretrainedWeights weights() {
        return new PretrainedWeights(name, arrays);
    }

    /** A network for images of a given height and width, with the weights of the checkpoint. */
    VisionTransformer network(Published<EncoderOptions> published, long height, long width, NDManager manager) {
        EncoderOptions stored = published.architecture();
        VisionTransformer network = ((VitOptions) stored.forImages((int) height, (int) width)).build(3);
        network.initialize(manager);
        PretrainedWeights own = published.layout().read(weights(), names(network));
        network.options().fitted(own, stored).loadInto(network);
        return network;
    }

    static Set<String> names(Layer network) {
        return Set.copyOf(network.getParameters().keys());
    }

    static VisionTransformer.Features run(VisionTransformer network, NDArray images) {
        return network.features(new ParameterStore(images.getManager(), false), images, false);
    }

    /** The own parameters of a network by name. */
    static Map<String, NDArray> parameters(VisionTransformer network) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        for (String each : network.getParameters().keys()) {
            Parameter parameter = network.getParameters().get(each);
            parameters.put(each, parameter.getArray());
        }
        return parameters;
    }

    /** The output with the given names, concatenated along the axis of tokens; outputs of single tokens are (B, D). */
    NDArray output(String... names) {
        return Stream.of(names)
                .map(each -> vectors.get("output." + each))
                .map(array -> names.length > 1 && array.getShape().dimension() == 2 ? array.expandDims(1) : array)
                .reduce((a, b) -> a.concat(b, 1))
                .orElseThrow();
    }

    static void assertSame(NDArray found, NDArray expected) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        float scale = Math.max(1, expected.abs().max().getFloat());
        assertThat(found.sub(expected).abs().max().getFloat() / scale).isLessThan((float) TOLERANCE);
    }
}
