package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The live model of a run on records, such as texts or rows, with the network that belongs to their preprocessing. */
final class LiveRecords implements LiveModel {
    /** Prefix of the names of the trained weights if the preprocessing has a network as well. */
    private static final String TRAINED = "head.";

    /** Smallest length of a free axis that a graph can be recorded with. */
    private static final long MIN_LENGTH = 3;

    private final FinishedRun run;
    private final ModelDescription description;
    private final Serving serving;
    private final Layer network;
    private final ParameterArena parameters;
    private final NDManager manager;

    private LiveRecords(
            FinishedRun run,
            ModelDescription description,
            Serving serving,
            Layer network,
            ParameterArena parameters,
            NDManager manager) {
        this.run = run;
        this.description = description;
        this.serving = serving;
        this.network = network;
        this.parameters = parameters;
        this.manager = manager;
    }

    /** Opens the model of a run. The data that the run was trained on need not exist any more. */
    static LiveRecords open(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        Inputs inputs = run.data().inputs();
        Serving serving = inputs.preprocessing()
                .serving()
                .orElseThrow(() -> new UserException("Models of "
                        + run.encoder().data().unit() + " cannot be exported. Use `winnow predict` with the run."));
        TrainedNetwork trained = TrainedNetwork.open(run, choice, inputs, manager);
        Layer network = serving.network(manager)
                .<Layer>map(inside -> new EncoderWithHead(inside, trained.network()))
                .orElse(trained.network());
        network.initialize(manager);
        ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> weights = new LinkedHashMap<>(parameters.named(scope));
            String prefix = network == trained.network() ? "" : TRAINED;
            trained.weights().forEach((name, array) -> weights.put(prefix + name, array));
            parameters.load(weights);
        }
        trained.weights().values().forEach(NDArray::close);
        return new LiveRecords(
                run, describe(run, choice, trained, inputs, serving), serving, network, parameters, manager);
    }

    private static ModelDescription describe(
            FinishedRun run, ModelChoice choice, TrainedNetwork trained, Inputs inputs, Serving serving)
            throws IOException {
        int dimension = trained.target() == null
                ? run.encoder().network().dimension(inputs.preprocessing())
                : trained.target().names().size();
        return new ModelDescription(
                trained.kind(),
                run.experiment().name(),
                run.experiment().recipe().kind(),
                choice.weights().checkpoint(),
                run.kindOf(choice.weights())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .orElse(null),
                "float32",
                null,
                null,
                new ModelDescription.Records(
                        run.encoder().data().unit(),
                        serving.input(),
                        serving.shape(),
                        serving.reading(),
                        serving.settings()),
                dimension,
                trained.target());
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public List<ModelPart> parts(NDManager scope) throws IOException {
        List<String> inputs = List.of(serving.input());
        List<FreeAxis> free = new ArrayList<>(List.of(FreeAxis.batch(inputs)));
        if (serving.variableLength()) {
            free.add(new FreeAxis(serving.input() + "_length", Map.of(serving.input(), 2)));
        }
        return List.of(new ModelPart(
                ModelPart.MODEL,
                inputs,
                new NDList(padded(RunData.examples(run.folder(), scope), scope)),
                List.of(description.kind().output()),
                free,
                (store, arrays) -> new NDList(output(network.forward(store, arrays, false))),
                Tracer.tensors(network, parameters.named(scope)),
                run(parameters),
                description.kind() == ModelDescription.Kind.ENCODER ? Agreement.NEAREST_BY_COSINE : Agreement.HIGHEST));
    }

    /** Pads examples that are too short for recording a graph. */
    private NDArray padded(NDArray examples, NDManager scope) {
        Shape shape = examples.getShape();
        return serving.variableLength() && shape.get(2) < MIN_LENGTH
                ? NDArrays.concat(
                        new NDList(
                                examples,
                                scope.zeros(
                                        new Shape(shape.get(0), shape.get(1), MIN_LENGTH - shape.get(2)),
                                        examples.getDataType())),
                        2)
                : examples;
    }

    private NDArray output(NDList outputs) {
        NDArray y = outputs.singletonOrThrow();
        return description.target() == null ? y : description.target().predictions(y);
    }

    private ArrayFunction run(ParameterArena weights) {
        return inputs -> {
            NDManager target = inputs.get(0).getManager();
            try (NDManager scope = target.newSubManager();
                    Autograd.Recording pause = Autograd.pause()) {
                NDArray y = output(network.forward(weights.bind(scope), inputs, false));
                y.attach(target);
                return new NDList(y);
            }
        };
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
        return run(other);
    }

    @Override
    public void writeBeside(Path bundle, Set<ExportFormat> formats) throws IOException {
        serving.write(bundle);
        if (formats.contains(ExportFormat.TORCHSCRIPT)) {
            Files.writeString(
                    ExportFormat.TORCHSCRIPT.in(bundle).resolveSibling("serving.properties"),
                    "engine=PyTorch\noption.modelName=model\n");
        }
    }

    @Override
    public String readme(ModelDescription written, Set<ExportFormat> formats) {
        return RecordReadme.of(written, formats);
    }

    @Override
    public Record data() {
        return (Record) run.encoder().data(); // every section of a configuration is a record
    }

    @Override
    public void close() {
        parameters.close();
    }
}
