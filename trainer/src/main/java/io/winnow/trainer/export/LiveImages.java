package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.augment.Augmenter;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.image.ImagePreprocessing;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The live model of a run on images: a classifier, an encoder, or an encoder with class centers. */
public final class LiveImages extends LiveEncoder implements ImageModel {
    private static final TorchFunctions FUNCTIONS = TorchFunctions.load(LiveImages.class, "preprocess.py");

    private final Augmenter preprocessing;

    private LiveImages(
            FinishedRun run,
            ModelDescription description,
            Layer network,
            ParameterArena parameters,
            NDManager manager) {
        super(run, description, network, parameters, manager);
        preprocessing = description.images().plain();
    }

    /** Opens the model of a run. The data that the run was trained on need not exist any more. */
    public static LiveImages open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        Inputs inputs = run.data().inputs();
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        ImagePreprocessing input = ImagePreprocessing.of(run.folder().toString(), inputs);
        Shape image = new Shape(1, input.channels(), input.height(), input.width());
        ParameterArena parameters = trained.load(trained.network(), "", manager);
        int width =
                (int) trained.network().getOutputShapes(new Shape[] {image})[0].get(1);
        return new LiveImages(
                run,
                ModelDescription.of(run, choice, trained, input, null, width),
                trained.network(),
                parameters,
                manager);
    }

    @Override
    NDArray preprocessed(NDArray images) {
        return preprocessing.apply(images, 0);
    }

    @Override
    public NDArray run(NDArray images) {
        return function(parameters()).run(new NDList(images)).singletonOrThrow();
    }

    /** Returns the one part of the model. It takes images of bytes, or of real numbers in [0, 1], and normalises them. */
    @Override
    public List<ModelPart> parts(NDManager scope) throws IOException {
        Map<String, Tensor> tensors =
                new HashMap<>(Tracer.tensors(network(), parameters().named(scope)));
        Parameter mean =
                channelwise("preprocessing.mean", description().images().mean(), tensors, scope);
        Parameter std = channelwise("preprocessing.std", description().images().std(), tensors, scope);
        return List.of(new ModelPart(
                ModelPart.MODEL,
                List.of("images"),
                new NDList(RunData.examples(run().folder(), scope)),
                List.of(description().kind().output()),
                List.of(FreeAxis.batch(List.of("images"))),
                (store, inputs) -> {
                    NDArray x = FUNCTIONS.call(
                            "normalised", inputs.get(0), value(store, mean, inputs), value(store, std, inputs));
                    return new NDList(output(store, x));
                },
                tensors,
                function(parameters()),
                agreement()));
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
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            ImageServing.write(ExportFormat.TORCHSCRIPT.in(bundle).getParent(), description());
        }
    }

    @Override
    public String readme(ModelDescription written, Set<ExportFormat> formats) {
        return ImageReadme.of(written, formats);
    }
}
