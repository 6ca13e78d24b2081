package io.winnow.trainer.modality.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Dense;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.PretrainedWeights;
import io.winnow.models.pretrained.Published;
import io.winnow.models.text.ImageTextSimilarity;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.vision.EncoderOptions;
import io.winnow.models.vision.VitOptions;
import io.winnow.trainer.modality.PlaceNetwork;
import io.winnow.trainer.modality.ServedNetwork;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.PlaceClassifier;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.published.PublishedEncoder;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.Targets;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model of a published checkpoint of images: the classifier if it has a class head, otherwise the encoder. */
final class PublishedImageModel implements TrainedModel {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedImageModel.class);
    private static final int BATCH = 64;

    private final PublishedCheckpoint checkpoint;
    private final ImagePreprocessing preprocessing;
    private final ModelOutput output;
    private final boolean named;
    private final Optional<ImageTextSimilarity> similarity;
    private final Layer network;
    private final ParameterArena parameters;
    private final NDManager manager;

    private PublishedImageModel(
            PublishedCheckpoint checkpoint,
            ImagePreprocessing preprocessing,
            ModelOutput output,
            boolean named,
            Optional<ImageTextSimilarity> similarity,
            Layer network,
            ParameterArena parameters,
            NDManager manager) {
        this.checkpoint = checkpoint;
        this.preprocessing = preprocessing;
        this.output = output;
        this.named = named;
        this.similarity = similarity;
        this.network = network;
        this.parameters = parameters;
        this.manager = manager;
    }

    /**
     * Opens a checkpoint.
     *
     * @param classify whether the class head is used if there is one
     * @param manager manager to which the weights are attached
     * @throws io.winnow.trainer.run.UserException if it is of no family of image encoders
     */
    static PublishedImageModel open(PublishedCheckpoint checkpoint, boolean classify, NDManager manager)
            throws IOException {
        PublishedEncoder encoder = PublishedEncoder.of(checkpoint
                .facts(checkpoint.path().toString(), OptionalInt.empty())
                .facts());
        encoder.otherHead()
                .filter(each -> classify)
                .ifPresent(each -> LOG.warn(
                        "The class head of {} ({}, {}) does not take the representation of length {} that the encoder gives, so it is not used: the model is an encoder.",
                        checkpoint.path(),
                        each,
                        encoder.facts().shapes().get(each),
                        encoder.architecture().dimension()));
        ImagePreprocessing preprocessing = PublishedImages.preprocessing(encoder, checkpoint);
        EncoderOptions options = read(encoder, classify).forImages(preprocessing.height(), preprocessing.width());
        Layer trunk = options.build(preprocessing.channels());
        trunk.initialize(manager);
        Optional<Published.Head> head = encoder.published().head().filter(each -> classify);
        try (NDManager scope = manager.newSubManager()) {
            PretrainedWeights weights = checkpoint.read(scope);
            encoder.load(weights, options, trunk);
            if (head.isEmpty()) {
                return new PublishedImageModel(
                        checkpoint,
                        preprocessing,
                        new ModelOutput(ModelOutput.Kind.ENCODER, options.dimension(), null),
                        true,
                        similarity(weights),
                        trunk,
                        ParameterArena.adopt(trunk, ParameterLayout.of(trunk), manager),
                        manager);
            }
            int classes = head.get().size();
            EncoderWithHead whole = new EncoderWithHead(trunk, Dense.standard(options.dimension(), classes));
            whole.initialize(manager);
            ParameterArena parameters = ParameterArena.adopt(whole, ParameterLayout.of(whole), manager);
            Map<String, NDArray> named = new HashMap<>(parameters.named(scope));
            named.put("head.weight", weights.arrays().get(head.get().weight()));
            named.put("head.bias", weights.arrays().get(head.get().bias()));
            parameters.load(named);
            return new PublishedImageModel(
                    checkpoint,
                    preprocessing,
                    new ModelOutput(ModelOutput.Kind.CLASSIFIER, classes, target(head.get())),
                    !Published.Head.areNumbers(head.get().classes()),
                    Optional.empty(),
                    whole,
                    parameters,
                    manager);
        }
    }

    /** The architecture with what the class head reads, if the head is used. */
    private static EncoderOptions read(PublishedEncoder encoder, boolean classify) {
        return classify
                        && encoder.published()
                                .head()
                                .filter(Published.Head::mean)
                                .isPresent()
                        && encoder.architecture() instanceof VitOptions vit
                ? vit.withReadout(new VitOptions.Readout.ClassTokenAndMean())
                : encoder.architecture();
    }

    private static Optional<ImageTextSimilarity> similarity(PretrainedWeights weights) {
        return weights.arrays().containsKey("logit_scale")
                ? Optional.of(ImageTextSimilarity.of(weights.arrays()))
                : Optional.empty();
    }

    /** Classes without names are numbered. Nothing is known of the examples from which they were learned. */
    private static Target target(Published.Head head) {
        List<String> names = head.classes().isEmpty()
                ? IntStream.range(0, head.size()).mapToObj(Integer::toString).toList()
                : head.classes();
        Labels labels =
                switch (head.outputs()) {
                    case ONE_CLASS -> new ClassLabels(new int[0], names);
                    case ANY_CLASSES -> new ClassSets(new int[0][], names);
                    case NUMBERS -> new NumberLabels(new double[0][], names, Optional.empty());
                };
        return Targets.of(labels).orElseThrow();
    }

    @Override
    public ModelOutput output() {
        return output;
    }

    @Override
    public boolean namesClasses() {
        return named;
    }

    @Override
    public Optional<TextTower> texts() {
        return similarity.map(each -> new PublishedTextTower(checkpoint.folder(), each));
    }

    @Override
    public ItemReader<?> reader() {
        return new ImageReader(preprocessing);
    }

    @Override
    public NDArray run(Dataset<?> items, int[] examples, int maxCorrupt, NDManager target) {
        try (Autograd.Recording pause = Autograd.pause()) {
            return preprocessing.map(
                    items,
                    examples,
                    BATCH,
                    maxCorrupt,
                    target,
                    batch -> predictions(network.forward(parameters.bind(batch.getManager()), new NDList(batch), false)
                            .singletonOrThrow()));
        }
    }

    private NDArray predictions(NDArray values) {
        return output.target() == null ? values : output.target().predictions(values);
    }

    @Override
    public PlaceClassifier places() {
        return PlaceNetwork.of(network, parameters, preprocessing);
    }

    @Override
    public Optional<Exportable> exportable() {
        ServedNetwork served = new ServedNetwork(
                new ImageServing(preprocessing), network, parameters, output, y -> new NDList(predictions(y)), manager);
        return Optional.of(new ExportablePublished(checkpoint, preprocessing, served));
    }

    @Override
    public String digest() throws IOException {
        return checkpoint.sha256();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
