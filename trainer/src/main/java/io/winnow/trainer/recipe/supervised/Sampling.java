package io.winnow.trainer.recipe.supervised;

import io.winnow.datasets.label.Labels;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.WeightedOrder;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.target.Target;
import java.util.Optional;

/** How often training examples are drawn, by their classes. */
@Doc(
        "How often training examples are drawn, by their classes. An epoch always has as many draws as there are training examples. With"
                + " balanced and power, examples of rare classes are drawn several times in an epoch, and others not at all.")
public sealed interface Sampling {
    /** Each example once an epoch. */
    @Kind("natural")
    @Doc("Each training example once an epoch.")
    record Natural() implements Sampling {}

    /** All classes equally often. */
    @Kind("balanced")
    @Doc("All classes equally often.")
    record Balanced() implements Sampling {}

    /** Each class in proportion to a power of its number of examples. */
    @Kind("power")
    @Doc("Each class in proportion to a power of its number of training examples.")
    record Power(
            @Doc(
                    "The exponent, in [0, 1]: 0 draws all classes equally often, 0.5 by the square root of their numbers of"
                            + " examples, and 1 all examples equally often.")
            double power)
            implements Sampling {
        public Power {
            new Checks().between("power", power, 0, 1).done();
        }
    }

    /** Returns the exponent of the numbers of examples of the classes; empty if each example is drawn once. */
    default Optional<Double> exponent() {
        if (this instanceof Power given) {
            return Optional.of(given.power());
        }
        return this instanceof Balanced ? Optional.of(0.0) : Optional.empty();
    }

    /** Returns the order in which the training examples in use are drawn; empty for each of them once. */
    default Optional<EpochOrder> order(TaskData data) {
        return exponent()
                .map(power -> new WeightedOrder(
                        weights(data.trainLabels(), data.inputs().requireTarget(), power)));
    }

    /**
     * Returns how often each example is drawn, up to a factor. Class c is drawn with a probability in proportion to {@code n_c^power}, where
     * n_c is its number of examples, and of its examples one in proportion to the share s of the class in its label: {@code sum over c of
     * n_c^(power - 1) s_c}. The examples without a class, of labels with any number of classes, are a class of their own.
     */
    static double[] weights(Labels labels, Target target, double power) {
        double[] counts = labels.counts();
        Target.ClassShares shares = target.classShares(labels).orElseThrow();
        double[] weights = new double[labels.size()];
        int without = 0;
        for (int i = 0; i < weights.length; i++) {
            double[] own = shares.of(i);
            for (int c = 0; c < own.length; c++) {
                weights[i] += own[c] == 0 ? 0 : Math.pow(counts[c], power - 1) * own[c];
            }
            without += weights[i] == 0 ? 1 : 0;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights[i] == 0 ? Math.pow(without, power - 1) : weights[i];
        }
        return weights;
    }
}
