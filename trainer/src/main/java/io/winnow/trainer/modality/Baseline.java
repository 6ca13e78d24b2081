package io.winnow.trainer.modality;

import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.target.Target;
import java.util.List;
import java.util.Optional;

/** A model of a modality that is compared with every training, such as logistic regression on the words of texts. */
@FunctionalInterface
public interface Baseline {
    /**
     * Fits the model to the training examples in use with their given labels, and predicts for other examples.
     *
     * @param others data sets of the same modality
     * @return predictions of the target for all examples of each data set (N, P), row-major; empty if there is no such model for this target
     */
    Optional<List<float[]>> predictions(Target target, List<Dataset<?>> others);
}
