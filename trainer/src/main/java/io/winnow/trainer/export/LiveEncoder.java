package io.winnow.trainer.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.runtime.ArrayFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The live model of a run that trained an encoder: the encoder, with a head or with class centers if it has them. */
abstract class LiveEncoder implements LiveModel {
    private final FinishedRun run;
    private final ModelDescription description;
    private final Layer network;
    private final ParameterArena parameters;
    private final NDManager manager;

    LiveEncoder(
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
    }

    final FinishedRun run() {
        return run;
    }

    final Layer network() {
        return network;
    }

    final ParameterArena parameters() {
        return parameters;
    }

    @Override
    public final ModelDescription description() {
        return description;
    }

    /** Turns the input of the live model into that of the network, on the manager of the input. */
    abstract NDArray preprocessed(NDArray input);

    /** Returns the output of the model for the input of the network. */
    final NDArray output(ParameterStore store, NDArray input) {
        NDArray y = network.forward(store, new NDList(input), false).singletonOrThrow();
        return description.target() == null ? y : description.target().predictions(y);
    }

    /** Returns the model as a function of one input, with other weights of the same network. */
    final ArrayFunction function(ParameterArena weights) {
        return inputs -> {
            NDArray input = inputs.get(0);
            try (NDManager scope = input.getManager().newSubManager();
                    Autograd.Recording pause = Autograd.pause()) {
                NDArray x = preprocessed(input);
                if (x != input) {
                    x.attach(scope);
                }
                NDArray y = output(weights.bind(scope), x);
                y.attach(input.getManager());
                return new NDList(y);
            }
        };
    }

    /** Returns how the agreement of outputs is measured. */
    final Agreement agreement() {
        return description.kind() == ModelDescription.Kind.ENCODER ? Agreement.NEAREST_BY_COSINE : Agreement.HIGHEST;
    }

    @Override
    public final void writeWeights(Path file, DataType type, ModelDescription written) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            LiveModel.write(file, parameters.named(scope), type, scope);
        }
        LiveModel.describe(file, run.encoder().network(), written);
    }

    @Override
    public final ArrayFunction readWeights(Path file, NDManager target) throws IOException {
        ParameterArena other = parameters.copyTo(target.getDevice(), target, false);
        other.load(LiveModel.read(file, target));
        return function(other);
    }

    @Override
    public final Record data() {
        return (Record) run.encoder().data(); // every section of a configuration is a record
    }

    @Override
    public final Optional<GivenLabels> labels() {
        return run.encoder().data().labels();
    }

    @Override
    public final void close() {
        parameters.close();
    }
}
