package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.export.graph.FreeAxis;
import io.winnow.trainer.export.graph.Tracer;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Serving;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The live model of a run on records, such as texts or rows, with the network that belongs to their preprocessing. */
final class LiveRecords extends LiveEncoder {
    /** Prefix of the names of the trained weights if the preprocessing has a network as well. */
    private static final String TRAINED = "head.";

    /** Smallest length of a free axis that a graph can be recorded with. */
    private static final long MIN_LENGTH = 3;

    private final Serving serving;

    private LiveRecords(
            FinishedRun run,
            ModelDescription description,
            Serving serving,
            Layer network,
            ParameterArena parameters,
            NDManager manager) {
        super(run, description, network, parameters, manager);
        this.serving = serving;
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
        ParameterArena parameters = trained.load(network, network == trained.network() ? "" : TRAINED, manager);
        ModelDescription.Records records = new ModelDescription.Records(
                run.encoder().data().unit(), serving.input(), serving.shape(), serving.reading(), serving.settings());
        int width = run.encoder().network().dimension(inputs.preprocessing());
        return new LiveRecords(
                run,
                ModelDescription.of(run, choice, trained, null, records, width),
                serving,
                network,
                parameters,
                manager);
    }

    /** Nothing is left to do: the input is that of the network. */
    @Override
    NDArray preprocessed(NDArray input) {
        return input;
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
                new NDList(padded(RunData.examples(run().folder(), scope), scope)),
                List.of(description().kind().output()),
                free,
                (store, arrays) -> new NDList(output(store, arrays.get(0))),
                Tracer.tensors(network(), parameters().named(scope)),
                function(parameters()),
                agreement()));
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
}
