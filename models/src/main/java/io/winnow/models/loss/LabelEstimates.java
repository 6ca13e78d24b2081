package io.winnow.models.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.models.torch.Autograd;
import java.util.Map;

/**
 * The estimated labels of ROLE (regularised online label estimation; Cole et al., arXiv 2106.09708, section 4.3): a logit for each pair of a
 * training example and a class, which is learned along with the network. A step of Adam moves the rows of a batch; the others stay.
 */
public final class LabelEstimates {
    /** Arrays of the size of the labels that the estimates and Adam's moments take, in float32. */
    public static final int ARRAYS = 3;

    /** Logit of 0.6: the initial estimate of an unknown pair lies between 0.4 and 0.6. */
    private static final float WIDEST = 0.4054651f;

    private final NDArray estimates;
    private final NDArray first;
    private final NDArray second;
    private final NDArray seen;

    /**
     * Creates the estimates: nearly certain for known pairs, drawn with PyTorch's current seed for unknown ones.
     *
     * @param states states of all training examples (N, C); not kept
     * @param manager manager that the estimates are attached to
     */
    public LabelEstimates(NDArray states, NDManager manager) {
        try (NDArray drawn = manager.randomUniform(-WIDEST, WIDEST, states.getShape())) {
            estimates = MultilabelScript.initialEstimates(states, drawn);
        }
        estimates.attach(manager);
        first = manager.zeros(states.getShape());
        second = manager.zeros(states.getShape());
        seen = manager.zeros(new Shape(states.getShape().get(0)));
    }

    /**
     * Returns the logits of a batch's estimates (B, C).
     *
     * @param rows (B) int64
     */
    public NDArray of(NDArray rows) {
        return MultilabelScript.rowsOf(estimates, rows);
    }

    /**
     * Moves the estimates of a batch by one step of Adam.
     *
     * @param rows (B) int64
     * @param gradient gradient of the loss for these estimates (B, C)
     * @param rate learning rate
     */
    public void move(NDArray rows, NDArray gradient, double rate) {
        try (Autograd.Recording pause = Autograd.pause()) {
            MultilabelScript.moveEstimates(estimates, first, second, seen, rows, gradient, rate);
        }
    }

    /** Returns the arrays that a checkpoint must contain, by name. */
    public Map<String, NDArray> state() {
        return Map.of(
                "estimates", estimates, "estimates_first", first, "estimates_second", second, "estimates_seen", seen);
    }
}
