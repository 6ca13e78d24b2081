package io.winnow.models.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.winnow.models.torch.Branches;
import io.winnow.models.torch.FlopCount;
import java.util.List;

/**
 * Encodes short texts as vectors: maps word ids (N, W), int32 or int64, to (N, 2 {@code state}). A text's vector is the last state of an
 * LSTM that reads the embeddings of its words forwards, followed by the last state of an LSTM that reads them backwards (Hochreiter and
 * Schmidhuber 1997; Graves and Schmidhuber 2005).
 *
 * <p>Id 0 means "no word" and is skipped wherever it occurs; a text without words becomes the zero vector. Since a batch of table cells
 * contains many empty and many equal texts, each distinct text is encoded only once, and only over its own length.
 *
 * <p>Parameters have the names and the layout of PyTorch's LSTM, with the gates in the order input, forget, candidate, output. PyTorch's
 * second bias is left out, because it would only be added to the first. The initialization is that of Keras: Glorot for the input weights,
 * orthogonal for the recurrent weights, and a bias of 1 for the forget gate and 0 for the other gates.
 */
public final class BidirectionalLstm extends Layer {
    private static final double EMBEDDING_BOUND = 0.05;

    private final Embedding embedding;
    private final Parameter[] weights = new Parameter[6];
    private final int state;

    /**
     * @param vocabulary number of word ids, including id 0
     * @param width length of a word's embedding
     * @param state length of the LSTM's state in each direction
     */
    public BidirectionalLstm(int vocabulary, int width, int state) {
        this.state = state;
        embedding = add("embedding", new Embedding(vocabulary, width, Initialization.uniform(EMBEDDING_BOUND)));
        String[] directions = {"", "_reverse"};
        for (int i = 0; i < directions.length; i++) {
            weights[3 * i] = parameter(
                    "weight_ih_l0" + directions[i],
                    Parameter.Type.WEIGHT,
                    new Shape(4L * state, width),
                    Initialization.glorotUniform());
            weights[3 * i + 1] = parameter(
                    "weight_hh_l0" + directions[i],
                    Parameter.Type.WEIGHT,
                    new Shape(4L * state, state),
                    BidirectionalLstm::orthogonal);
            weights[3 * i + 2] = parameter(
                    "bias_ih_l0" + directions[i],
                    Parameter.Type.BIAS,
                    new Shape(4L * state),
                    BidirectionalLstm::oneAtForgetGates);
        }
    }

    @Override
    protected NDArray forward(ParameterStore parameters, NDArray ids, boolean training) {
        NDList packed = RecurrentScript.pack(ids);
        NDArray words = apply(embedding, parameters, packed.get(0), training);
        NDList values = new NDList();
        for (Parameter weight : weights) {
            values.add(parameters.getValue(weight, ids.getDevice(), training));
        }
        NDArray running = packed.get(1);
        NDArray hasWords = packed.get(3);
        return RecurrentScript.placed(states(words, running, hasWords, values, training), packed.get(2), hasWords);
    }

    private static NDArray states(NDArray words, NDArray running, NDArray hasWords, NDList values, boolean training) {
        if (!training || words.getDevice().isGpu()) {
            // Both directions read every word.
            double perWord = 2.0
                    * (values.get(0).getShape().size()
                            + values.get(1).getShape().size());
            FlopCount.add(
                    2 * perWord * words.getShape().size() / words.getShape().get(1));
            return RecurrentScript.lastStates(words, running, hasWords, values, training);
        }
        List<NDList> inputs = List.of(
                new NDList(words, values.get(0), values.get(1), values.get(2)),
                new NDList(words, values.get(3), values.get(4), values.get(5)));
        return NDArrays.concat(Branches.of(inputs, (number, in) -> lastStates(in, running, number == 1)), 1);
    }

    /** Returns the last states of one direction in training, from the words and the weights of the direction. */
    private static NDArray lastStates(NDList in, NDArray running, boolean backwards) {
        NDArray gates = LinearMap.of(in.get(0), in.get(1), in.get(3), true);
        FlopCount.addLinear(gates, in.get(2).getShape().get(1));
        return RecurrentStepsScript.direction(gates, running, in.get(2), backwards);
    }

    /** The directions are branches. */
    @Override
    protected boolean branches() {
        return true;
    }

    private static NDArray orthogonal(NDManager manager, Shape shape, DataType type) {
        try (NDArray normal = manager.randomNormal(shape, type)) {
            return RecurrentScript.orthogonal(normal);
        }
    }

    private static NDArray oneAtForgetGates(NDManager manager, Shape shape, DataType type) {
        long gate = shape.size() / 4;
        try (NDArray input = manager.zeros(new Shape(gate), type);
                NDArray forget = manager.ones(new Shape(gate), type);
                NDArray others = manager.zeros(new Shape(2 * gate), type)) {
            return NDArrays.concat(new NDList(input, forget, others));
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), 2L * state)};
    }
}
