package io.winnow.trainer.export.graph;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.winnow.models.torch.Autograd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records a forward pass as a graph in which the batch size, and other lengths on request, are free. The pass runs once with length 2 for
 * all free axes, and once more for each free axis with length 3 for that axis. Differences between these recordings show what depends on
 * that length.
 */
public final class Tracer {
    private static final int[] SIZES = {2, 3};

    private Tracer() {}

    /**
     * Returns the tensors of a block by the ids of its parameters.
     *
     * @param weights arrays by the names of the parameters
     * @throws IllegalArgumentException if there is no array for a parameter
     */
    public static Map<String, Tensor> tensors(Block block, Map<String, NDArray> weights) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            NDArray array = weights.get(pair.getKey());
            if (array == null) {
                throw new IllegalArgumentException("There are no weights for the parameter " + pair.getKey());
            }
            tensors.put(
                    pair.getValue().getId(),
                    new Tensor(pair.getKey(), array, pair.getValue().requiresGradient()));
        }
        return tensors;
    }

    /** Records the forward pass of a block with the block's own weights. */
    public static Graph trace(Block block, List<String> inputs, NDList examples) {
        Map<String, NDArray> weights = new HashMap<>();
        block.getParameters()
                .forEach(pair -> weights.put(pair.getKey(), pair.getValue().getArray()));
        return trace((store, arrays) -> block.forward(store, arrays, false), tensors(block, weights), inputs, examples);
    }

    /** Records a pass in which the batch size, the length of the first axis of all inputs, is free. */
    public static Graph trace(Forward forward, Map<String, Tensor> tensors, List<String> inputs, NDList examples) {
        return trace(forward, tensors, inputs, examples, List.of(FreeAxis.batch(inputs)));
    }

    /**
     * Records a pass in evaluation mode.
     *
     * @param tensors the tensors by the ids of their parameters
     * @param inputs names of the inputs
     * @param examples an array for each input, with a length of at least 3 along each free axis
     * @param free the lengths that are not fixed in the graph
     * @throws TraceException if the pass does something that cannot be recorded in a graph
     */
    public static Graph trace(
            Forward forward, Map<String, Tensor> tensors, List<String> inputs, NDList examples, List<FreeAxis> free) {
        return trace(forward, tensors, inputs, examples, free, false);
    }

    /**
     * Records a pass in training mode, in which the batch size is free. Operators that draw random numbers, and those that update running
     * statistics in place, become operators of the graph. The recording itself also draws random numbers and updates the given statistics.
     *
     * @see #trace(Forward, Map, List, NDList, List)
     */
    public static Graph traceTraining(
            Forward forward, Map<String, Tensor> tensors, List<String> inputs, NDList examples) {
        return trace(forward, tensors, inputs, examples, List.of(FreeAxis.batch(inputs)), true);
    }

    private static Graph trace(
            Forward forward,
            Map<String, Tensor> tensors,
            List<String> inputs,
            NDList examples,
            List<FreeAxis> free,
            boolean training) {
        NDManager parent = examples.get(0).getManager();
        try (NDManager scope = parent.newSubManager();
                Autograd.Recording pause = Autograd.pause()) {
            Graph first = pass(
                    forward, tensors, inputs, cut(inputs, examples, free, -1, scope), new Recording(scope, training));
            List<Graph> others = new ArrayList<>();
            for (int k = 0; k < free.size(); k++) {
                others.add(pass(
                        forward,
                        tensors,
                        inputs,
                        cut(inputs, examples, free, k, scope),
                        new Recording(scope, training)));
            }
            Graph merged = new Merge(first, others, free, SIZES).merged();
            // Of the arrays of the recordings, only constants are still needed.
            merged.tensors().values().forEach(tensor -> {
                if (tensor.array().getManager() == scope) {
                    tensor.array().attach(parent);
                }
            });
            return merged;
        }
    }

    /**
     * Cuts the examples along the free axes to the length of a recording.
     *
     * @param longer index of the free axis that gets the greater length; -1 for none
     */
    private static NDList cut(List<String> inputs, NDList examples, List<FreeAxis> free, int longer, NDManager scope) {
        NDList arrays = new NDList();
        for (int i = 0; i < inputs.size(); i++) {
            NDArray array = examples.get(i);
            for (int k = 0; k < free.size(); k++) {
                Integer axis = free.get(k).axes().get(inputs.get(i));
                if (axis == null) {
                    continue;
                }
                if (array.getShape().get(axis) < SIZES[1]) {
                    throw new IllegalArgumentException("The examples of input '" + inputs.get(i) + "' have length "
                            + array.getShape().get(axis) + " along axis '"
                            + free.get(k).name()
                            + "'; recording needs a length of at least " + SIZES[1] + ".");
                }
                array = array.get(new NDIndex().addAllDim(axis).addSliceDim(0, SIZES[k == longer ? 1 : 0]));
                array.attach(scope);
            }
            arrays.add(array);
        }
        return arrays;
    }

    private static Graph pass(
            Forward forward, Map<String, Tensor> tensors, List<String> names, NDList examples, Recording recording) {
        NDList arrays = new NDList();
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            arrays.add(recording.leaf(names.get(i), examples.get(i)));
            inputs.add(recording.value(arrays.get(i)));
        }
        NDList results = forward.run(new Store(recording, tensors), arrays);
        List<Value> outputs = results.stream().map(recording::value).toList();
        return new Graph(inputs, recording.nodes(), outputs, recording.tensors());
    }

    /** A parameter store that returns recorded arrays. */
    private static final class Store extends ParameterStore {
        private final Recording recording;
        private final Map<String, Tensor> tensors;

        Store(Recording recording, Map<String, Tensor> tensors) {
            super(recording.manager(), false);
            this.recording = recording;
            this.tensors = tensors;
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            if (parameter == null) {
                return null;
            }
            if (training && !recording.isTraining()) {
                throw new TraceException("The pass is recorded in evaluation mode, but parameter " + parameter.getName()
                        + " is requested for training (" + Recording.origin() + ").");
            }
            Tensor tensor = tensors.get(parameter.getId());
            if (tensor == null) {
                throw new TraceException("There is no tensor for parameter " + parameter.getName() + ".");
            }
            return recording.tensor(tensor);
        }
    }
}
