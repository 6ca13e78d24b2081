package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.models.layer.Layer;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.Graph;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.ImageRecipe;
import io.winnow.trainer.vision.ImageData;
import io.winnow.trainer.vision.ImageEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run trained, in this process. */
public final class LiveModel implements ImageModel {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(LiveModel.class, "preprocess.py");

    private final ModelDescription description;
    private final Layer network;
    private final ParameterArena parameters;
    private final Augmenter preprocessing;

    private LiveModel(ModelDescription description, Layer network, ParameterArena parameters, Augmenter preprocessing) {
        this.description = description;
        this.network = network;
        this.parameters = parameters;
        this.preprocessing = preprocessing;
    }

    /**
     * Opens the classifier of a run, or its encoder.
     *
     * @param checkpoint {@code last}, {@code best} or a step
     * @param encoderOnly the encoder, even where there is a classifier
     * @param data of the run
     */
    public static LiveModel open(
            FinishedRun run, String checkpoint, boolean encoderOnly, ImageData data, NDManager manager)
            throws IOException {
        ImageRecipe recipe = run.images();
        Optional<Layer> classifier = encoderOnly ? Optional.empty() : recipe.classifier(data);
        Path file = classifier.isPresent() ? run.judgedFile(checkpoint) : run.encoderFile(checkpoint);
        Layer network = classifier.orElseGet(
                () -> recipe.encoder().network().options(data.size().height()).build(data.channels()));
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = SafeTensors.read(file, scope);
            network.initialize(manager);
            ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
            parameters.load(classifier.isPresent() ? weights : ImageEncoder.withoutPrefix(weights));
            return new LiveModel(
                    describe(run, checkpoint, classifier.isPresent(), network, data),
                    network,
                    parameters,
                    data.plain());
        }
    }

    /** The same network with weights by name. */
    LiveModel withWeights(Map<String, NDArray> weights, NDManager manager) {
        ParameterArena other = parameters.copyTo(manager.getDevice(), manager, false);
        other.load(weights);
        return new LiveModel(description, network, other, preprocessing);
    }

    private static ModelDescription describe(
            FinishedRun run, String checkpoint, boolean classifier, Layer network, ImageData data) {
        Shape image =
                new Shape(1, data.channels(), data.size().height(), data.size().width());
        return new ModelDescription(
                classifier ? ModelDescription.Kind.CLASSIFIER : ModelDescription.Kind.ENCODER,
                run.experiment().name(),
                run.experiment().recipe().kind(),
                checkpoint,
                "float32",
                data.channels(),
                data.size().height(),
                data.size().width(),
                list(data.mean()),
                list(data.deviation()),
                ModelDescription.RESIZE,
                (int) network.getOutputShapes(new Shape[] {image})[0].get(1),
                classifier ? data.trainLabels().classNames() : List.of(),
                classifier ? data.classCounts() : List.of());
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public NDArray run(NDArray images) {
        try (NDManager scope = images.getManager().newSubManager();
                Autograd.Recording pause = Autograd.pause()) {
            NDArray x = preprocessing.apply(images, 0);
            x.attach(scope);
            NDArray y = head(network.forward(parameters.bind(scope), new NDList(x), false));
            y.attach(images.getManager());
            return y;
        }
    }

    private NDArray head(NDList outputs) {
        NDArray y = outputs.singletonOrThrow();
        return description.kind() == ModelDescription.Kind.CLASSIFIER ? y.softmax(1) : y;
    }

    /** Weights by name; copies that {@code scope} closes. */
    Map<String, NDArray> weights(NDManager scope) {
        return parameters.named(scope);
    }

    /**
     * From images, of bytes or of real numbers in [0, 1], to the output, normalisation included.
     *
     * @param examples at least three images
     */
    Graph graph(NDArray examples, NDManager scope) {
        Map<String, Tensor> tensors = new HashMap<>(Tracer.tensors(network, parameters.named(scope)));
        Parameter mean = channelwise("preprocessing.mean", description.mean(), tensors, scope);
        Parameter deviation = channelwise("preprocessing.deviation", description.deviation(), tensors, scope);
        return Tracer.trace(
                (store, inputs) -> {
                    NDArray x = FUNCTIONS.call(
                            "normalised", inputs.get(0), value(store, mean, inputs), value(store, deviation, inputs));
                    return new NDList(head(network.forward(store, new NDList(x), false)));
                },
                tensors,
                List.of("images"),
                new NDList(examples));
    }

    private static NDArray value(ParameterStore store, Parameter parameter, NDList inputs) {
        return store.getValue(parameter, inputs.get(0).getDevice(), false);
    }

    private static Parameter channelwise(
            String name, List<Float> values, Map<String, Tensor> tensors, NDManager scope) {
        Shape shape = new Shape(1, values.size(), 1, 1);
        Parameter parameter = Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optShape(shape)
                .build();
        float[] plain = new float[values.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = values.get(i);
        }
        NDArray array = scope.create(plain, shape);
        tensors.put(parameter.getId(), new Tensor(name, array, false));
        return parameter;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
