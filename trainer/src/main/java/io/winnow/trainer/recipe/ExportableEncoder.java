package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Tensor;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.modality.ExampleInput;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.model.ExportFormat;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelPart;
import io.winnow.trainer.model.WeightFiles;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The model of a run that trained an encoder as an export writes it. What turns the input of a file into preprocessed examples, such as the
 * normalisation of images or a frozen pretrained encoder of texts, precedes the trained network.
 */
final class ExportableEncoder implements Exportable {
    /** Prefix of the names of the trained weights if a pretrained network precedes them. */
    private static final String TRAINED = "head.";

    /** Folder with the weights as the library of the published encoder has them. */
    private static final String PUBLISHED = "published";

    private final FinishedRun run;
    private final ModelChoice choice;
    private final Inputs inputs;
    private final ExampleInput input;
    private final Serving serving;
    private final TrainedNetwork trained;
    private final Layer network;
    private final ParameterArena parameters;
    private final NDManager manager;

    private ExportableEncoder(
            FinishedRun run,
            ModelChoice choice,
            Inputs inputs,
            ExampleInput input,
            Serving serving,
            TrainedNetwork trained,
            Layer network,
            ParameterArena parameters,
            NDManager manager) {
        this.run = run;
        this.choice = choice;
        this.inputs = inputs;
        this.input = input;
        this.serving = serving;
        this.trained = trained;
        this.network = network;
        this.parameters = parameters;
        this.manager = manager;
    }

    /** @param manager manager to which the weights are attached */
    static ExportableEncoder open(FinishedRun run, ModelChoice choice, Inputs inputs, NDManager manager)
            throws IOException {
        String unit = run.encoder().data().unit();
        Serving serving = inputs.preprocessing()
                .serving()
                .orElseThrow(() -> new UserException(
                        "Models of " + unit + " cannot be exported. Use `winnow predict` with the run."));
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        Layer network = serving.network(manager)
                .<Layer>map(inside -> new EncoderWithHead(inside, trained.network()))
                .orElse(trained.network());
        return new ExportableEncoder(
                run,
                choice,
                inputs,
                new ExampleInput(
                        unit,
                        serving.input(),
                        serving.shape(),
                        serving.reading(),
                        inputs.preprocessing().exported()),
                serving,
                trained,
                network,
                trained.load(network, network == trained.network() ? "" : TRAINED, manager),
                manager);
    }

    @Override
    public ModelDescription describe(String precision) throws IOException {
        return new ModelDescription(
                trained.output().kind(),
                run.experiment().name(),
                run.experiment().recipe().kind(),
                choice.weights().checkpoint(),
                run.kindOf(choice.weights())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                precision,
                input,
                trained.output().dimension(),
                trained.output().target());
    }

    @Override
    public List<ModelPart> parts(NDManager scope) throws IOException {
        List<String> inputs = List.of(serving.input());
        NDArray examples = RunData.examples(run.folder(), scope);
        List<FreeAxis> free = new ArrayList<>(List.of(FreeAxis.batch(inputs)));
        if (serving.variableLength()) {
            free.add(new FreeAxis(serving.input() + "_length", Map.of(serving.input(), 2)));
        }
        Map<String, Tensor> tensors = new HashMap<>(Tracer.tensors(network, parameters.named(scope)));
        List<Parameter> constants = new ArrayList<>();
        Optional<Serving.Normalisation> normalisation = serving.normalisation();
        normalisation.ifPresent(
                each -> each.constants(scope).forEach((name, array) -> constants.add(constant(name, array, tensors))));
        return List.of(new ModelPart(
                ModelPart.MODEL,
                inputs,
                new NDList(serving.variableLength() ? ModelPart.longEnough(examples, scope) : examples),
                List.of(trained.output().kind().output()),
                free,
                (store, arrays) -> {
                    NDArray x = arrays.get(0);
                    List<NDArray> values = constants.stream()
                            .map(each -> store.getValue(each, x.getDevice(), false))
                            .toList();
                    return new NDList(output(
                            store,
                            normalisation.map(each -> each.recorded(x, values)).orElse(x)));
                },
                tensors,
                function(parameters),
                trained.output().agreement()));
    }

    private static Parameter constant(String name, NDArray array, Map<String, Tensor> tensors) {
        Parameter parameter = Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optShape(array.getShape())
                .build();
        tensors.put(parameter.getId(), new Tensor(name, array, false));
        return parameter;
    }

    /** Returns the output of the model for preprocessed examples. */
    private NDArray output(ParameterStore store, NDArray examples) {
        return trained.predictions(
                network.forward(store, new NDList(examples), false).singletonOrThrow());
    }

    /** Returns the model as a function of one input, with other weights of the same network. */
    private ArrayFunction function(ParameterArena weights) {
        return arrays -> {
            NDArray given = arrays.get(0);
            try (NDManager scope = given.getManager().newSubManager();
                    Autograd.Recording pause = Autograd.pause()) {
                NDArray x = given;
                if (serving.normalisation().isPresent()) {
                    x = serving.normalisation().get().live(given);
                    x.attach(scope);
                }
                NDArray y = output(weights.bind(scope), x);
                y.attach(given.getManager());
                return new NDList(y);
            }
        };
    }

    @Override
    public void writeWeights(Path file, DataType type, ModelDescription description) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            WeightFiles.write(file, parameters.named(scope), type, scope);
        }
        WeightFiles.describe(file, run.encoder().network(), description);
    }

    @Override
    public ArrayFunction readWeights(Path file, NDManager target) throws IOException {
        ParameterArena other = parameters.copyTo(target.getDevice(), target, false);
        other.load(WeightFiles.read(file, target));
        return function(other);
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        serving.write(bundle, describe(null), formats);
        input.writeData(run.encoder().data(), bundle);
        if (choice.part() != ModelChoice.Part.CENTERS) {
            try (NDManager scope = manager.newSubManager()) {
                run.encoder()
                        .network()
                        .writePublished(
                                bundle.resolve(PUBLISHED),
                                inputs.preprocessing(),
                                parameters.named(scope),
                                trained.output().names());
            }
        }
    }

    @Override
    public String readme(ModelDescription description, Set<ExportFormat> formats) {
        return serving.readme(description, formats);
    }
}
