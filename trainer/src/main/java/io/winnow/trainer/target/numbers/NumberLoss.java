package io.winnow.trainer.target.numbers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.models.loss.NumberLosses;
import io.winnow.models.torch.OutputFunction;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.TargetLoss;
import java.util.Optional;

/** The losses of numbers, which are standardised: differences are in standard deviations of the training examples. */
public sealed interface NumberLoss extends TargetLoss {
    /** The mean squared error. */
    @Kind("squared")
    @Doc("For numbers: the mean squared error.")
    record Squared() implements NumberLoss {
        @Override
        public OutputFunction of(NDArray targets, NDArray mask, NDArray weights) {
            return NumberLosses.squared(targets, mask, weights);
        }
    }

    /** The mean absolute error. */
    @Kind("absolute")
    @Doc("For numbers: the mean absolute error, which outliers and wrong numbers influence little.")
    record Absolute() implements NumberLoss {
        @Override
        public OutputFunction of(NDArray targets, NDArray mask, NDArray weights) {
            return NumberLosses.absolute(targets, mask, weights);
        }
    }

    /** The Huber loss. */
    @Kind("huber")
    @Doc("For numbers: the Huber loss, which is squared for small differences and linear for large ones.")
    record Huber(
            @Doc(
                    "Difference from which on the loss is linear, in standard deviations of the training numbers, above 0.")
            @Default("1")
            double delta)
            implements NumberLoss {
        public Huber {
            new Checks().positive("delta", delta).done();
        }

        @Override
        public OutputFunction of(NDArray targets, NDArray mask, NDArray weights) {
            return NumberLosses.huber(targets, mask, weights, delta);
        }
    }

    /**
     * Returns the loss of a batch.
     *
     * @param targets standardised numbers (B, T)
     * @param mask (B, T): 1 where a number is known
     * @param weights weights of the examples (B)
     */
    OutputFunction of(NDArray targets, NDArray mask, NDArray weights);

    @Override
    default Bound bind(Labels given, NDManager manager) {
        int count = ((NumberLabels) given).names().size();
        return (outputs, targets, rows, weights, progress) -> {
            NDArray values = targets.get(new NDIndex(":, :" + count));
            NDArray mask = targets.get(new NDIndex(":, " + count + ":"));
            return of(
                            values,
                            mask,
                            weights.orElseGet(() -> targets.getManager()
                                    .ones(new Shape(targets.getShape().get(0)))))
                    .of(outputs);
        };
    }

    /** The mean over known numbers is not the mean of means over parts of a batch. */
    @Override
    default boolean averagesExamples() {
        return false;
    }

    @Override
    default Optional<String> refuses(Target target, Labels given) {
        return target instanceof NumberTarget ? Optional.empty() : Optional.of("needs numbers for each example");
    }
}
