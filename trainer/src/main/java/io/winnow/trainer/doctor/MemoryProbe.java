package io.winnow.trainer.doctor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.DeviceMemory;
import io.winnow.trainer.engine.EngineOptions;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.recipe.ProbedTraining;
import java.io.IOException;
import java.util.Optional;

/**
 * Measures the memory of training steps on random examples. The memory is that of the whole process, which does not shrink when arrays are
 * freed. Each probe must therefore run in a process of its own.
 */
public final class MemoryProbe {
    /** The larger batch size. */
    private static final int LARGE = 96;

    /** Ratio of the two batch sizes, large enough that the memory of the activations can be told from the rest. */
    private static final int TIMES_SMALL = 3;

    private MemoryProbe() {}

    /**
     * Runs steps with two batch sizes.
     *
     * @param engine says whether passes are compiled, and whether they checkpoint activations
     * @param input preprocessing of the examples
     * @param replicas number of devices that share a batch
     * @param manager a manager on the device
     */
    public static Footprint of(
            ProbedTraining probed, EngineOptions engine, Preprocessing input, int replicas, NDManager manager)
            throws IOException {
        int batch = Math.max(1, probed.training().batchSize() / replicas);
        int large = Math.max(TIMES_SMALL * 2, Math.min(LARGE, batch));
        int small = large / TIMES_SMALL;
        manager.zeros(new Shape(1)).close();
        long available = DeviceMemory.available(manager.getDevice());
        long before = DeviceMemory.peak(manager.getDevice());
        Layer network = probed.encoder().build(input, probed.training().precision());
        network.initialize(manager);
        ParameterArena parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        if (probed.training().emaDecay().isPresent()) {
            parameters.copyTo(manager.getDevice(), manager, false);
        }
        Optional<ParameterArena> keys = probed.keyGroups() == 0
                ? Optional.empty()
                : Optional.of(parameters.copyTo(manager.getDevice(), manager, false));
        NetworkPass pass = new NetworkPass(network, manager);
        pass.compile(engine.compiled(), engine.checkpointActivations(), reason -> {});
        if (replicas == 1) { // as in a training
            pass.divide(told -> {});
        }
        ProbedTraining.Loss loss = probed.probe().bind(probed.encoder().dimension(input), manager);
        try (Optimizer optimizer = new Optimizer(probed.training().optimizer(), parameters)) {
            long[] grown = new long[2];
            for (int size : new int[] {small, large}) {
                for (int step = 0; step < 2; step++) {
                    step(probed, pass, parameters, keys, loss, optimizer, input, size);
                }
                grown[size == small ? 0 : 1] = DeviceMemory.peak(manager.getDevice()) - before;
            }
            long numbers = parameters.values().size();
            return Footprint.of(
                    probed.stage(),
                    batch,
                    numbers,
                    numbers * Float.BYTES * copies(probed),
                    small,
                    grown[0],
                    large,
                    grown[1],
                    available);
        }
    }

    /**
     * Number of arrays that have the size of the parameters: the parameters, the gradient, the optimizer's state, the averaged weights (EMA)
     * and the parameters of the key network.
     */
    private static int copies(ProbedTraining probed) {
        int moments = probed.training().optimizer() instanceof OptimizerOptions.Sgd ? 1 : 2;
        return 2 + moments + (probed.training().emaDecay().isPresent() ? 1 : 0) + (probed.keyGroups() > 0 ? 1 : 0);
    }

    /**
     * Encodes the keys in groups if the batch can be divided into equal groups, otherwise all at once. If the pass is not compiled, its
     * intermediate results are freed only with the batch.
     */
    private static void encodeKeys(ProbedTraining probed, NetworkPass pass, ParameterStore keys, NDArray batch) {
        long size = batch.getShape().get(0);
        long group = size % probed.keyGroups() == 0 ? size / probed.keyGroups() : size;
        try (Autograd.Recording pause = Autograd.pause()) {
            for (long from = 0; from < size; from += group) {
                NDArray some = batch.get(new NDIndex("{}:{}", from, from + group));
                pass.forward(keys, probed.training().precision().of(some));
            }
        }
    }

    private static NDArray pass(
            ProbedTraining probed,
            NetworkPass pass,
            ParameterStore store,
            ProbedTraining.Loss loss,
            NDArray examples,
            NDManager scope) {
        NDArray in = probed.training().precision().of(examples);
        in.attach(scope);
        NDArray one = loss.of(pass.forward(store, in));
        one.attach(scope);
        return one;
    }

    private static void step(
            ProbedTraining probed,
            NetworkPass pass,
            ParameterArena parameters,
            Optional<ParameterArena> keys,
            ProbedTraining.Loss loss,
            Optimizer optimizer,
            Preprocessing input,
            int size) {
        parameters.zeroGradient();
        try (NDManager scope = parameters.values().getManager().newSubManager()) {
            NDArray batch = input.random(size, scope);
            keys.ifPresent(network -> encodeKeys(probed, pass, network.bind(scope), batch));
            try (Autograd.Recording recording = Autograd.record()) {
                ParameterStore store = parameters.bind(scope);
                NDList losses = new NDList();
                for (int view = 0; view < probed.passes(); view++) {
                    losses.add(pass(probed, pass, store, loss, batch, scope));
                }
                if (probed.mixtures() && input.allowsMixtures() && size > 1) {
                    NDArray mixtures = batch.get(new NDIndex(":{}", size / 2));
                    losses.add(pass(probed, pass, store, loss, mixtures, scope));
                }
                NDArray sum = losses.get(0);
                for (int view = 1; view < losses.size(); view++) {
                    sum = sum.add(losses.get(view));
                }
                Autograd.backward(sum);
                pass.completeBackward();
            }
            try (NDArray gradient = parameters.gradient()) {
                optimizer.step(gradient, 0);
                Optimizer.measures(new NDList(gradient.sum()), gradient);
            }
        }
    }
}
