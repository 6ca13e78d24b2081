package io.winnow.trainer.compiled;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Runs passes of a network for comparison, without side effects. Each pass works on its own copies of the parameters, so that it starts
 * from the same running statistics and the same random seed, and the gradients of the network are not touched.
 */
final class Trial implements AutoCloseable {
    private final Layer network;
    private final ParameterStore parameters;
    private final NDManager scope;
    private final int seed;

    /** @param parameters their values are read, but never changed */
    Trial(Layer network, ParameterStore parameters, NDManager parent, int seed) {
        this.network = network;
        this.parameters = parameters;
        this.seed = seed;
        scope = parent.newSubManager();
    }

    /**
     * Returns copies of the parameters. The copies of trainable parameters require gradients.
     *
     * @param own closes the copies
     */
    ParameterStore fresh(NDManager own) {
        Map<String, NDArray> copies = new HashMap<>();
        try (Autograd.Recording pause = Autograd.pause()) {
            network.getParameters().values().forEach(parameter -> {
                NDArray copy = TrialScript.copy(parameters.getValue(parameter, own.getDevice(), true));
                copy.attach(own);
                copy.setRequiresGradient(parameter.requiresGradient());
                copies.put(parameter.getId(), copy);
            });
        }
        return new ParameterStore(own, false) {
            @Override
            public NDArray getValue(Parameter parameter, Device device, boolean training) {
                return parameter == null ? null : copies.get(parameter.getId());
            }
        };
    }

    /**
     * Runs a pass forward and backward. Returns its output, then the gradients with respect to the input and the parameters of a weighted
     * sum of the whole output, and the running statistics after the pass.
     */
    NDList run(BiFunction<ParameterStore, NDArray, NDArray> pass, NDArray x) {
        NDList results = new NDList();
        try (NDManager own = scope.newSubManager()) {
            ParameterStore store = fresh(own);
            Engine.getInstance().setRandomSeed(seed);
            NDArray input = TrialScript.copy(x);
            input.attach(own);
            input.setRequiresGradient(Precision.isReal(input.getDataType()));
            NDArray output;
            try (Autograd.Recording recording = Autograd.record()) {
                output = pass.apply(store, input);
                output.attach(own);
                NDArray number = TrialScript.number(output);
                number.attach(own);
                Autograd.backward(number);
            }
            results.add(output.stopGradient());
            if (input.hasGradient()) {
                results.add(input.getGradient());
            }
            network.getParameters().values().forEach(parameter -> {
                NDArray value = store.getValue(parameter, null, true);
                if (!parameter.requiresGradient()) {
                    results.add(value);
                } else if (value.hasGradient()) {
                    results.add(value.getGradient());
                }
            });
            results.attach(scope);
        }
        return results;
    }

    /** Runs a pass and returns how much its results differ from those of another pass. */
    double difference(BiFunction<ParameterStore, NDArray, NDArray> pass, NDArray x, NDList other) {
        try (NDList found = run(pass, x)) {
            return difference(found, other);
        }
    }

    /**
     * Returns the larger of two relative differences between passes, in the Euclidean norm: that of the outputs, and that of all results
     * taken together. If the number of results differs or a difference is NaN, it is infinite.
     */
    private static double difference(NDList one, NDList other) {
        if (one.size() != other.size()) {
            return Double.POSITIVE_INFINITY;
        }
        try (Autograd.Recording pause = Autograd.pause();
                NDArray outputs = TrialScript.difference(one.subNDList(0, 1), other.subNDList(0, 1));
                NDArray rest = TrialScript.difference(one, other)) {
            double difference = Math.max(outputs.getDouble(), rest.getDouble());
            return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
