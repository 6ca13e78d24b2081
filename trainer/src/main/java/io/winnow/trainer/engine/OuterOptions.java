package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/** How the weights of the workers become the weights of the next round. */
@Doc("How the weights of the workers become the weights of the next round.")
public sealed interface OuterOptions {
    /** Whether the state of the optimizer is averaged as the weights are; otherwise each worker keeps its own. */
    boolean averagesOptimizer();

    /** Whether the workers compute the gradient of each step together, and one optimizer takes the step. */
    default boolean isSynchronous() {
        return false;
    }

    /**
     * The mean of the workers' weights and of the states of their optimizers (local SGD, arXiv 1805.09767; the state is averaged as in arXiv
     * 1905.03817). With rounds of one step and SGD, this is the step that one machine would take.
     */
    @Kind("average")
    @Doc("The mean of the workers' weights, and of the states of their optimizers.")
    record Average() implements OuterOptions {
        @Override
        public boolean averagesOptimizer() {
            return true;
        }
    }

    /**
     * The mean change of the weights is the gradient of an outer optimizer, SGD with Nesterov momentum (DiLoCo, arXiv 2311.08105, algorithm
     * 1). Each worker keeps the state of its own, inner optimizer.
     */
    @Kind("nesterov")
    @Doc(
            "DiLoCo: the mean change of the weights is the gradient of an outer optimizer, SGD with Nesterov momentum. Each"
                    + " worker keeps the state of its own optimizer. For long rounds, of a hundred steps or more.")
    record Nesterov(
            @Doc("Learning rate of the outer optimizer.") @Default("0.7")
            double learningRate,

            @Doc("Momentum of the outer optimizer, in [0, 1).") @Default("0.9")
            double momentum)
            implements OuterOptions {
        public Nesterov {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("momentum", momentum, 0, 1)
                    .done();
        }

        @Override
        public boolean averagesOptimizer() {
            return false;
        }
    }

    /**
     * The workers sum the gradients of their parts of each batch, and one optimizer takes the step: what one machine does with the whole batch,
     * but for rounding, for batch normalisation, whose statistics are those of the parts, and for dropout, which draws for each part.
     */
    @Kind("synchronous")
    @Doc(
            "Every step uses the gradient of the whole batch, which the workers compute together. The result is that of one machine,"
                    + " except for rounding, the batch statistics of batch normalisation, and the draws of dropout. The class centers of MLCD are"
                    + " divided among the workers. For small networks, because all weights are sent in every step.")
    record Synchronous() implements OuterOptions {
        @Override
        public boolean averagesOptimizer() {
            return false;
        }

        @Override
        public boolean isSynchronous() {
            return true;
        }
    }
}
