package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/** How parameters follow their gradient. Weight decay touches weights of products and convolutions only: no biases, norms, tokens. */
@Doc("How parameters follow their gradient.")
public sealed interface OptimizerOptions {
    double learningRate();

    double weightDecay();

    /** Stochastic gradient descent; weight decay is added to the gradient (L2), as in PyTorch. */
    @Kind("sgd")
    record Sgd(
            double learningRate,
            @Default("0.9") double momentum,
            @Default("false") boolean nesterov,
            @Default("0") double weightDecay)
            implements OptimizerOptions {
        public Sgd {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("momentum", momentum, 0, 1)
                    .notNegative("weight_decay", weightDecay)
                    .that(!nesterov || momentum > 0, "nesterov", "needs a momentum above 0")
                    .done();
        }
    }

    /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
    @Kind("adamw")
    record AdamW(
            double learningRate,
            @Default("0.9") double beta1,
            @Default("0.999") double beta2,
            @Default("1e-8") double epsilon,
            @Default("0.01") double weightDecay)
            implements OptimizerOptions {
        public AdamW {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("beta1", beta1, 0, 1)
                    .below("beta2", beta2, 0, 1)
                    .positive("epsilon", epsilon)
                    .notNegative("weight_decay", weightDecay)
                    .done();
        }
    }

    /** RMSprop (Tieleman and Hinton 2012), with PyTorch's momentum and L2 weight decay. */
    @Kind("rmsprop")
    record RmsProp(
            double learningRate,
            @Default("0.99") double alpha,
            @Default("1e-8") double epsilon,
            @Default("0") double momentum,
            @Default("0") double weightDecay)
            implements OptimizerOptions {
        public RmsProp {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("alpha", alpha, 0, 1)
                    .positive("epsilon", epsilon)
                    .below("momentum", momentum, 0, 1)
                    .notNegative("weight_decay", weightDecay)
                    .done();
        }
    }
}
