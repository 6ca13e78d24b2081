package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;

/**
 * The optimizer and its hyperparameters. Weight decay applies only to the weights of linear layers and convolutions, not to biases,
 * normalization parameters or tokens.
 */
@Doc(
        "The optimizer and its hyperparameters. Weight decay applies only to the weights of linear layers and convolutions.")
public sealed interface OptimizerOptions {
    /** Peak learning rate; the schedule multiplies it by a factor at each step. */
    double learningRate();

    /** Coefficient of the weight decay. */
    double weightDecay();

    /** Stochastic gradient descent. As in PyTorch, weight decay is added to the gradient (L2 regularization). */
    @Kind("sgd")
    record Sgd(
            @Doc("Peak learning rate. The schedule multiplies it by a factor at each step.")
            double learningRate,

            @Doc("Momentum, in [0, 1).") @Default("0.9") double momentum,

            @Doc("Whether to use Nesterov momentum.") @Default("false")
            boolean nesterov,

            @Doc("Coefficient of the L2 weight decay, which is added to the gradient.") @Default("0")
            double weightDecay)
            implements OptimizerOptions {
        public Sgd {
            new Checks()
                    .positive("learning_rate", learningRate)
                    .below("momentum", momentum, 0, 1)
                    .notNegative("weight_decay", weightDecay)
                    .that(!nesterov || momentum > 0, "nesterov", "requires a momentum above 0, found momentum 0")
                    .done();
        }
    }

    /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
    @Kind("adamw")
    record AdamW(
            @Doc("Peak learning rate. The schedule multiplies it by a factor at each step.")
            double learningRate,

            @Doc("Decay rate of the moving average of the gradient, in [0, 1).") @Default("0.9")
            double beta1,

            @Doc("Decay rate of the moving average of the squared gradient, in [0, 1).") @Default("0.999")
            double beta2,

            @Doc("Added to the denominator for numerical stability.") @Default("1e-8")
            double epsilon,

            @Doc("Coefficient of the decoupled weight decay.") @Default("0.01")
            double weightDecay)
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

    /** RMSprop (Tieleman and Hinton 2012) with momentum and L2 weight decay as in PyTorch. */
    @Kind("rmsprop")
    record RmsProp(
            @Doc("Peak learning rate. The schedule multiplies it by a factor at each step.")
            double learningRate,

            @Doc("Decay rate of the moving average of the squared gradient, in [0, 1).") @Default("0.99")
            double alpha,

            @Doc("Added to the denominator for numerical stability.") @Default("1e-8")
            double epsilon,

            @Doc("Momentum, in [0, 1).") @Default("0") double momentum,

            @Doc("Coefficient of the L2 weight decay, which is added to the gradient.") @Default("0")
            double weightDecay)
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
