package io.winnow.trainer.recipe.federated;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.supervised.ClassifierObjective;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import java.util.Arrays;
import java.util.Map;

/** The loss of a client on its labels, with a term that holds its weights near those of the server. */
class ClientObjective extends ClassifierObjective {
    private final NDArray server;
    private final NDArray pull;
    private final boolean pulls;

    /**
     * @param server weights of the server (P)
     * @param proximal mu of (mu/2) ||w - w_server||^2
     * @param perTensor factor of the mean square of the difference, summed over the tensors
     */
    ClientObjective(
            ClassifierOptions options,
            TaskData labelled,
            float[] server,
            double proximal,
            double perTensor,
            NDManager manager) {
        super(options, labelled, Map.of(), manager);
        this.server = manager.create(server);
        pulls = proximal > 0 || perTensor > 0;
        pull = manager.create(
                pulls ? factors(parameters().layout(), server.length, proximal, perTensor) : new float[0]);
    }

    /** The factor of the squared difference of each weight. */
    static float[] factors(ParameterLayout layout, int size, double proximal, double perTensor) {
        float[] factors = new float[size];
        for (ParameterLayout.Entry entry : layout.trainable()) {
            Arrays.fill(factors, (int) entry.offset(), (int) (entry.offset() + entry.size()), (float)
                    (proximal / 2 + perTensor / entry.size()));
        }
        return factors;
    }

    /** Adds the term to a loss. */
    final NDArray pulled(NDArray loss) {
        if (!pulls) {
            return loss;
        }
        NDArray difference = parameters().values().sub(server);
        return loss.add(difference.mul(difference).mul(pull).sum());
    }

    @Override
    protected NDArray withTerms(NDArray loss, Step step) {
        return pulled(loss);
    }
}
