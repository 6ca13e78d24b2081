package io.winnow.trainer.published;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.vision.ClipFamily;
import io.winnow.models.vision.ConvNextFamily;
import io.winnow.models.vision.Dinov2Family;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.MlcdFamily;
import io.winnow.models.vision.ResNetFamily;
import io.winnow.models.vision.SiglipFamily;
import io.winnow.models.vision.VitFamily;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A published encoder of images, recognised by its facts.
 *
 * @param facts what is known of the checkpoint
 * @param published the family, the architecture, and the names of the parameters
 */
public record PublishedEncoder(CheckpointFacts facts, Published<EncoderOptions> published) {
    /** Key of the configuration of the encoder of images in one of both encoders. */
    private static final String VISION = "vision_config";

    /** The names of the weights of class heads in the libraries whose encoders are known. */
    private static final List<String> HEADS = List.of("classifier.weight", "head.weight", "heads.head.weight");

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
            options.fitted(published.layout().read(weights, own), architecture())
                    .loadInto(network);
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
        Stream<String> head = otherHead().stream();
        return Stream.concat(published.layout().leftOver(own, found).stream(), head)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Returns the name of the weights of a class head that takes anything else than the representation, so that it cannot be used; empty if the
     * checkpoint has none.
     */
    public Optional<String> otherHead() {
        return published.head().isPresent()
                ? Optional.empty()
                : HEADS.stream()
                        .filter(name -> facts.shape(name)
                                .filter(shape -> shape.dimension() == 2)
                                .isPresent())
                        .findFirst();
    }

    /**
     * A linear head on the representation.
     *
     * @param values the layer
     * @param names names of the classes or numbers
     */
    public record Head(Target.LibraryHead values, List<String> names) {
        /** Returns the head among the weights of a model, if it is linear and libraries have one for its target. */
        public static Optional<Head> of(Map<String, NDArray> weights, Target target) {
            NDArray weight = weights.get("head.weight");
            NDArray bias = weights.get("head.bias");
            return weight == null || bias == null || weight.getShape().dimension() != 2
                    ? Optional.empty()
                    : target.libraryHead(weight, bias).map(values -> new Head(values, target.names()));
        }
    }

    /** Whether the checkpoint has a known encoder of texts, too. */
    public boolean hasTexts() {
        return !TextsBeside.of(facts).arrays().isEmpty();
    }

    /** Why the encoder of texts that the checkpoint seems to have is not known, so that {@link #write} leaves it out; empty if nothing is left out. */
    public Optional<String> refusesTexts() {
        return TextsBeside.of(facts).refusal();
    }

    /**
     * Writes weights under the names of the library, with the configuration by which it builds the network, if it has one.
     *
     * @param kept what was known of the published encoder
     * @param original the published checkpoint, whose encoder of texts is written as it was, with its tokenizer; empty if it is not there
     *     any more
     * @param options architecture of the network, which may be for images of another size than the published one
     * @param encoder parameters of the encoder by their own names
     * @param head a linear head; it is written if the published encoder had one, whose names it gets
     */
    public void write(
            Path folder,
            PublishedFacts kept,
            Optional<PublishedCheckpoint> original,
            EncoderOptions options,
            Map<String, NDArray> encoder,
            Optional<Head> head)
            throws IOException {
        Map<String, NDArray> arrays = new LinkedHashMap<>(published.layout().write(encoder));
        Optional<Head> named = published.head().isPresent() ? head : Optional.empty();
        named.ifPresent(each -> {
            NDArray weight = each.values().weight();
            // A head that takes the mean of the patches as well pays no attention to it.
            arrays.put(
                    published.head().get().weight(),
                    published.head().get().mean() ? weight.concat(weight.zerosLike(), 1) : weight);
            arrays.put(published.head().get().bias(), each.values().bias());
        });
        Files.createDirectories(folder);
        Set<String> texts = original.isPresent() ? TextsBeside.of(facts).arrays() : Set.of();
        try (NDManager scope = NDManager.newBaseManager()) {
            if (!texts.isEmpty()) {
                arrays.putAll(original.get()
                        .tensors()
                        .only(texts::contains)
                        .read(scope)
                        .arrays());
                HuggingFaceDirectory.copyTokenizer(original.get().folder(), folder);
            }
            SafeTensors.write(
                    folder.resolve(HuggingFaceDirectory.weightsFile(isOpenClip(kept))), arrays, Map.of("format", "pt"));
        }
        if (isOpenClip(kept)) {
            Optional<ObjectNode> both = openClip(kept, options);
            if (both.isPresent()) {
                AtomicFiles.write(folder.resolve(PublishedCheckpoint.OPEN_CLIP), Json.page(both.get()));
            }
            return;
        }
        Optional<ObjectNode> config = config(kept, options, !texts.isEmpty());
        if (config.isPresent()) {
            PublishedHeadConfig.set(config.get(), named);
            AtomicFiles.write(folder.resolve("config.json"), Json.page(HuggingFaceDirectory.inFloat32(config.get())));
        }
    }

    /** open_clip also builds encoders of images that have timm's names. */
    private boolean isOpenClip(PublishedFacts kept) {
        return published.layout().library().equals("open_clip")
                || (kept.config() != null && kept.config().has("model_cfg"));
    }

    /** The published configuration of both encoders for images of another size; empty if there was none. */
    private static Optional<ObjectNode> openClip(PublishedFacts kept, EncoderOptions options) {
        if (!(kept.config() instanceof ObjectNode original) || !(options instanceof VitOptions vit)) {
            return Optional.empty();
        }
        ObjectNode both = original.deepCopy();
        if (!(both.path("model_cfg").path("vision_cfg") instanceof ObjectNode vision)) {
            return Optional.empty();
        }
        if (vit.patches().height() == vit.patches().width()) {
            vision.put("image_size", vit.patches().height());
        } else {
            vision.putArray("image_size")
                    .add(vit.patches().height())
                    .add(vit.patches().width());
        }
        return Optional.of(both);
    }

    /**
     * The published configuration with what the network makes different, if the library has one.
     *
     * @param withTexts whether the encoder of texts is written, too; otherwise it is the configuration of the encoder of images alone
     */
    private Optional<ObjectNode> config(PublishedFacts kept, EncoderOptions options, boolean withTexts) {
        Optional<ObjectNode> own = FAMILIES.stream()
                .filter(family -> family.name().equals(published.family()))
                .findFirst()
                .flatMap(family -> family.config(options, published.layout()));
        if (own.isEmpty()) {
            // What the library cannot build from a configuration that Winnow writes, it may build from its own.
            return kept.config() instanceof ObjectNode published && options.equals(architecture())
                    ? Optional.of(published.deepCopy())
                    : Optional.empty();
        }
        if (kept.config() == null || !(kept.config().path(VISION) instanceof ObjectNode vision)) {
            return Optional.of(Family.overlaid(kept.config(), own.get()));
        }
        ObjectNode alone = Family.overlaid(vision, own.get());
        if (!withTexts) {
            return Optional.of(alone);
        }
        alone.remove("architectures");
        ObjectNode both = kept.config().deepCopy();
        both.set(VISION, alone);
        return Optional.of(both);
    }
}
