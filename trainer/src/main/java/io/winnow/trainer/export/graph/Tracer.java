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
 * Records a forward pass as a graph in which the batch stays free, and what other lengths are said to be. The pass runs with a length of two
 * of each free axis, and once more for each of them with three: where recordings differ, something depends on that length.
 */
public final class Tracer {
    private static final int[] SIZES = {2, 3};

    private Tracer() {}

    /** The tensors of a block, by the identity of its parameters; arrays come from {@code weights}, by name. */
    public static Map<String, Tensor> tensors(Block block, Map<String, NDArray> weights) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            NDArray array = weights.get(pair.getKey());
            if (array == null) {
                throw new IllegalArgumentException("no weights of " + pair.getKey());
            }
            tensors.put(
                    pair.getValue().getId(),
                    new Tensor(pair.getKey(), array, pair.getValue().requiresGradient()));
        }
        return tensors;
    }

    /** Records a whole block, with the weights that it has itself. */
    public static Graph trace(Block block, List<String> inputs, NDList examples) {
        Map<String, NDArray> weights = new HashMap<>();
        block.getParameters()
                .forEach(pair -> weights.put(pair.getKey(), pair.getValue().getArray()));
        return trace((store, arrays) -> block.forward(store, arrays, false), tensors(block, weights), inputs, examples);
    }

    /** Records a pass in which the batch, the first axis of all inputs, is free. */
    public static Graph trace(Forward forward, Map<String, Tensor> tensors, List<String> inputs, NDList examples) {
        return trace(forward, tensors, inputs, examples, List.of(FreeAxis.batch(inputs)));
    }

    /**
     * Records a pass in evaluation mode.
     *
     * @param tensors parameters by their identity
     * @param inputs names of the inputs
     * @param examples at least three long along each free axis
     * @throws TraceException when the pass does what no graph can say
     */
    public static Graph trace(
            Forward forward, Map<String, Tensor> tensors, List<String> inputs, NDList examples, List<FreeAxis> free) {
        return trace(forward, tensors, inputs, examples, free, false);
    }

    /**
     * Records a pass in training mode, in which the batch is free: what draws random numbers and what changes statistics in place stays an
     * operator of the graph. As the pass runs, it draws and changes the statistics that it is given.
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
            // Constants are all that outlives the recordings.
            merged.tensors().values().forEach(tensor -> {
                if (tensor.array().getManager() == scope) {
                    tensor.array().attach(parent);
                }
            });
            return merged;
        }
    }

    /** The beginning of the examples along free axes, of which {@code longer} is the longer one. */
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
                    throw new IllegalArgumentException("The examples of " + inputs.get(i) + " have a length of "
                            + array.getShape().get(axis) + " of " + free.get(k).name() + "; " + SIZES[1]
                            + " are needed.");
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

    /** Gives parameters as recorded arrays. */
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
                throw new TraceException("A pass is recorded in evaluation mode; " + parameter.getName()
                        + " is asked for in training (" + Recording.origin() + ").");
            }
            Tensor tensor = tensors.get(parameter.getId());
            if (tensor == null) {
                throw new TraceException("Parameter " + parameter.getName() + " has no weights.");
            }
            return recording.tensor(tensor);
        }
    }
}
