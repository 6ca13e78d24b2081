package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.models.loss.Mixup;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.target.Target;
import java.util.Optional;

/**
 * The weights of training examples in the loss: those of the data, and those of their classes.
 *
 * @param own weights of the examples in use, as the data give them; empty if all are the same
 * @param byClass weights of their classes; empty if these are not weights of examples
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record ExampleWeights(Optional<float[]> own, Optional<float[]> byClass) {
    /**
     * Returns the weights of the training examples in use.
     *
     * @param classWeights weight of each class (P); empty if classes are not weighted, or if the loss itself applies their weights
     */
    static ExampleWeights of(TaskData data, Optional<double[]> classWeights) {
        Target target = data.inputs().requireTarget();
        return new ExampleWeights(
                data.trainWeights(), classWeights.map(weights -> byClass(data.trainLabels(), target, weights)));
    }

    /** The mean of the weights of the classes of each example, by its shares of the classes. */
    private static float[] byClass(Labels labels, Target target, double[] weights) {
        Target.ClassShares shares = target.classShares(labels).orElseThrow();
        float[] byClass = new float[labels.size()];
        for (int i = 0; i < byClass.length; i++) {
            double[] share = shares.of(i);
            double sum = 0;
            for (int c = 0; c < share.length; c++) {
                sum += share[c] * weights[c];
            }
            byClass[i] = (float) sum;
        }
        return byClass;
    }

    boolean isEmpty() {
        return own.isEmpty() && byClass.isEmpty();
    }

    /**
     * Returns the weights of a batch (B); empty if all are the same. The weight of a mixture by its classes is the mixture of the weights, as
     * its target is the mixture of the targets; weights of the data stay those of the example itself.
     *
     * @param rows positions of the examples among the training examples in use
     * @param mixtures what the batch is mixed of; empty if it is not mixed
     */
    Optional<NDArray> of(long[] rows, Optional<Mixup.Mixtures> mixtures, NDManager scope) {
        Optional<NDArray> ofClasses = byClass.map(all -> {
            NDArray given = array(all, rows, scope);
            return mixtures.map(each -> each.of(given)).orElse(given);
        });
        Optional<NDArray> ofData = own.map(all -> array(all, rows, scope));
        return ofClasses.isPresent() && ofData.isPresent()
                ? Optional.of(ofData.get().mul(ofClasses.get()))
                : ofData.or(() -> ofClasses);
    }

    private static NDArray array(float[] all, long[] rows, NDManager scope) {
        float[] some = new float[rows.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[(int) rows[i]];
        }
        return scope.create(some);
    }
}
