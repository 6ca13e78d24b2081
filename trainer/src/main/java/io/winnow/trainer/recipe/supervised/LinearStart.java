package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.head.EncoderWithHead;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A head that starts from logistic regression on the vectors of the encoder before it is trained (linear probing, then fine-tuning; Kumar et
 * al., ICLR 2022, arXiv 2202.10054; ptec.md, section 3). A random head would first pull the encoder in random directions.
 */
final class LinearStart {
    /** Seed of the examples by which the strength of the penalty is chosen: the same for every seed of a training. */
    private static final long SEED = 0;

    private LinearStart() {}

    /**
     * Replaces the weights of the head.
     *
     * @param network a network whose head is one linear layer
     * @param parameters its parameters, with the weights from which the encoder starts
     */
    static void set(LinearProbe.Options options, EncoderWithHead network, ParameterArena parameters, TaskData data) {
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = parameters.values().getManager().newSubManager()) {
            NDArray vectors = Embedder.embed(network.encoder(), parameters, data, TaskData.Part.TRAIN, scope);
            NDArray fitted = data.inputs()
                    .requireTarget()
                    .linearWeights(vectors, data.trainLabels(), options, SEED)
                    .orElseThrow();
            fitted.attach(scope);
            Map<String, NDArray> named = new LinkedHashMap<>(parameters.named(scope));
            named.put("head.weight", fitted.get(":, :-1"));
            named.put("head.bias", fitted.get(":, -1"));
            parameters.load(named);
        }
    }
}
