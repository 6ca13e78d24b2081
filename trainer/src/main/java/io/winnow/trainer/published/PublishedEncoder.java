package io.winnow.trainer.published;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.vision.ClipFamily;
import io.winnow.models.vision.ConvNextFamily;
import io.winnow.models.vision.Dinov2Family;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.MlcdFamily;
import io.winnow.models.vision.ResNetFamily;
import io.winnow.models.vision.SiglipFamily;
import io.winnow.models.vision.VitFamily;
import io.winnow.trainer.run.UserException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A published encoder of images, recognised by its facts.
 *
 * @param facts what is known of the checkpoint
 * @param published the family, the architecture, and the names of the parameters
 */
public record PublishedEncoder(CheckpointFacts facts, Published<EncoderOptions> published) {
    /** The families of image encoders, in the order in which they are tried. A new one is an entry here. */
    private static final List<Family<EncoderOptions>> FAMILIES = List.of(
            new ResNetFamily(),
            new ConvNextFamily(),
            new ClipFamily(),
            new SiglipFamily(),
            new MlcdFamily(),
            new Dinov2Family(),
            new VitFamily());

    /**
     * Recognises an encoder.
     *
     * @throws UserException if it is of no family, or of a variant that cannot be loaded; the message says what did not fit
     */
    public static PublishedEncoder of(CheckpointFacts facts) {
        try {
            return new PublishedEncoder(facts, Families.recognise(FAMILIES, facts));
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** The architecture as it was published. */
    public EncoderOptions architecture() {
        return published.architecture();
    }

    /**
     * Loads the published weights into a network.
     *
     * @param weights the arrays of the checkpoint
     * @param options architecture of the network: that of the checkpoint, maybe for images of another size
     * @param network an initialised network of this architecture
     * @throws UserException if arrays are missing or do not fit
     */
    public void load(PretrainedWeights weights, EncoderOptions options, Layer network) {
        Set<String> own = new LinkedHashSet<>();
        for (Pair<String, Parameter> pair : network.getParameters()) {
            own.add(pair.getKey());
        }
        try {
            options.fitted(published.layout().read(weights, own), architecture()).loadInto(network);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** The names of the arrays that the network has no use for, and that are not known to be useless. */
    public List<String> leftOver() {
        Set<String> own = new LinkedHashSet<>();
        for (Pair<String, Parameter> pair : architecture().build(3).getParameters()) {
            own.add(pair.getKey());
        }
        Set<String> found = new LinkedHashSet<>(facts.shapes().keySet());
        published.head().ifPresent(head -> found.removeAll(List.of(head.weight(), head.bias())));
        return published.layout().leftOver(own, found).stream().sorted().toList();
    }

    /**
     * Returns weights under the names that the library gives them.
     *
     * @param encoder parameters of the encoder by their own names
     * @param head weight and bias of a linear head on the representation, if there is one
     */
    public Map<String, NDArray> written(Map<String, NDArray> encoder, Optional<Pair<NDArray, NDArray>> head) {
        Map<String, NDArray> written = new LinkedHashMap<>(published.layout().write(encoder));
        if (head.isPresent() && published.head().isPresent()) {
            written.put(published.head().get().weight(), head.get().getKey());
            written.put(published.head().get().bias(), head.get().getValue());
        }
        return written;
    }

    /** Returns the content of config.json with which the library builds the network of some options, if it has such a file. */
    public Optional<ObjectNode> config(EncoderOptions options) {
        return FAMILIES.stream()
                .filter(family -> family.name().equals(published.family()))
                .findFirst()
                .flatMap(family -> family.config(options, published.layout()));
    }
}
