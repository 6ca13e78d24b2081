package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.image.ImagePreprocessing;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The live model of a run on images: a classifier, an encoder, or an encoder with class centers. */
public final class LiveImages implements LiveModel, ImageModel {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(LiveImages.class, "preprocess.py");

    private final FinishedRun run;
    private final ModelDescription description;
    private final Layer network;
    private final ParameterArena parameters;
    private final Augmenter preprocessing;
    private final NDManager manager;

    private LiveImages(
            FinishedRun run,
            ModelDescription description,
            Layer network,
            ParameterArena parameters,
            NDManager manager) {
        this.run = run;
        this.description = description;
        this.network = network;
        this.parameters = parameters;
        this.manager = manager;
        preprocessing = description.images().plain();
    }

    /** Opens the model of a run. The data that the run was trained on need not exist any more. */
    public static LiveImages open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        Inputs inputs = run.data().inputs();
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        trained.network().initialize(manager);
        ParameterArena parameters =
                ParameterArena.adopt(trained.network(), ParameterLayout.of(trained.network()), manager);
        parameters.load(trained.weights());
        trained.weights().values().forEach(NDArray::close);
        return new LiveImages(run, describe(run, choice, trained, inputs), trained.network(), parameters, manager);
    }

    private static ModelDescription describe(FinishedRun run, ModelChoice choice, TrainedNetwork trained, Inputs inputs)
            throws IOException {
        ImagePreprocessing input = ImagePreprocessing.of(run.folder().toString(), inputs);
        Shape image = new Shape(1, input.channels(), input.height(), input.width());
        return new ModelDescription(
                trained.kind(),
                run.experiment().name(),
                run.experiment().recipe().kind(),
                choice.weights().checkpoint(),
                run.kindOf(choice.weights())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                "float32",
                input,
                null,
                null,
                trained.target() == null
                        ? (int) trained.network()
                                .getOutputShapes(new Shape[] {image})[0]
                                .get(1)
                        : trained.target().names().size(),
                trained.target());
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public NDArray run(NDArray images) {
        return run(images, parameters);
    }

    private NDArray run(NDArray images, ParameterArena weights) {
        try (NDManager scope = images.getManager().newSubManager();
                Autograd.Recording pause = Autograd.pause()) {
            NDArray x = preprocessing.apply(images, 0);
            x.attach(scope);
            NDArray y = head(network.forward(weights.bind(scope), new NDList(x), false));
            y.attach(images.getManager());
            return y;
        }
    }

    private NDArray head(NDList outputs) {
        NDArray y = outputs.singletonOrThrow();
        return description.target() == null ? y : description.target().predictions(y);
    }

    /** Returns the one part of the model. It takes images of bytes, or of real numbers in [0, 1], and normalises them. */
    @Override
    public List<ModelPart> parts(NDManager scope) throws IOException {
        Map<String, Tensor> tensors = new HashMap<>(Tracer.tensors(network, parameters.named(scope)));
        Parameter mean = channelwise("preprocessing.mean", description.images().mean(), tensors, scope);
        Parameter std = channelwise("preprocessing.std", description.images().std(), tensors, scope);
        return List.of(new ModelPart(
                ModelPart.MODEL,
                List.of("images"),
                new NDList(RunData.examples(run.folder(), scope)),
                List.of(description.kind().output()),
                List.of(FreeAxis.batch(List.of("images"))),
                (store, inputs) -> {
                    NDArray x = FUNCTIONS.call(
                            "normalised", inputs.get(0), value(store, mean, inputs), value(store, std, inputs));
                    return new NDList(head(network.forward(store, new NDList(x), false)));
                },
                tensors,
                inputs -> new NDList(run(inputs.get(0))),
                description.kind() == ModelDescription.Kind.ENCODER ? Agreement.NEAREST_BY_COSINE : Agreement.HIGHEST));
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
        NDArray array = NDArrays.concat(new NDList(values.stream()
                        .map(scope::create)
                        .map(each -> each.reshape(1))
                        .toArray(NDArray[]::new)))
                .reshape(shape);
        tensors.put(parameter.getId(), new Tensor(name, array, false));
        return parameter;
    }

    @Override
    public void writeWeights(Path file, DataType type, ModelDescription written) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            LiveModel.write(file, parameters.named(scope), type, scope);
        }
        LiveModel.describe(file, run.encoder().network(), written);
    }

    @Override
    public ArrayFunction readWeights(Path file, NDManager target) throws IOException {
        ParameterArena other = parameters.copyTo(target.getDevice(), target, false);
        other.load(LiveModel.read(file, target));
        return inputs -> new NDList(run(inputs.get(0), other));
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            ImageServing.write(ExportFormat.TORCHSCRIPT.in(bundle).getParent(), description);
        }
    }

    @Override
    public String readme(ModelDescription written, Set<ExportFormat> formats) {
        return ImageReadme.of(written, formats);
    }

    @Override
    public Record data() {
        return (Record) run.encoder().data(); // every section of a configuration is a record
    }

    @Override
    public Optional<GivenLabels> labels() {
        return run.encoder().data().labels();
    }

    @Override
    public void close() {
        parameters.close();
    }
}
