package io.winnow.trainer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDResource;
import ai.djl.training.ParameterStore;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.ParameterArena;
import io.winnow.models.torch.ParameterLayout;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.compiled.NetworkPass;
import io.winnow.trainer.engine.Optimizer;
import io.winnow.trainer.engine.OptimizerOptions;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Training steps of a network on one fixed batch: the forward pass, the backward pass, the norm of the gradient, and the optimizer. */
final class TrainingWorkload implements Workload {
    private static final double LEARNING_RATE = 1e-6;

    private final Shape shape;
    private final Precision precision;
    private final NDManager manager;
    private final NDManager batch;
    private final ParameterArena parameters;
    private final Optimizer optimizer;
    private final NetworkPass network;
    private final Pass pass;
    private final Function<Workload, Workload> plain;
    private long optimizerNanos;

    /**
     * The size of a step.
     *
     * @param name name of the workload
     * @param unit what an example is, in the plural, such as images
     * @param batch number of examples
     * @param flop floating-point operations of a forward pass for one example
     */
    record Shape(String name, String unit, int batch, double flop) {}

    /** Computes the loss of the batch with a network. */
    interface Pass {
        NDArray loss(UnaryOperator<NDArray> network, NDManager scope);
    }

    /**
     * @param network the network, initialised on the manager's device; the workload becomes its owner
     * @param rule the optimizer
     * @param manager the manager of all arrays; the workload becomes its owner
     * @param pass creates the batch in a manager, and returns the computation of its loss
     * @param plain returns, for this workload, the same steps written as in DJL's documentation
     */
    TrainingWorkload(
            Shape shape,
            Layer network,
            BenchOptions options,
            OptimizerOptions rule,
            NDManager manager,
            Function<NDManager, Pass> pass,
            Function<Workload, Workload> plain) {
        this.shape = shape;
        this.plain = plain;
        this.precision = options.precision();
        this.manager = manager;
        parameters = ParameterArena.adopt(network, ParameterLayout.of(network), manager);
        optimizer = new Optimizer(rule, parameters);
        batch = manager.newSubManager();
        this.network = new NetworkPass(network, manager);
        this.network.compile(options.compiled(), false, reason -> {
            throw new IllegalStateException(reason);
        });
        this.network.divide(told -> {});
        this.pass = pass.apply(batch);
    }

    /** AdamW with a learning rate so small that the loss hardly changes over any number of steps. */
    static OptimizerOptions adamW() {
        return new OptimizerOptions.AdamW(LEARNING_RATE, 0.9, 0.999, 1e-8, 0.05);
    }

    /** SGD with the same learning rate as {@link #adamW}. */
    static OptimizerOptions sgd() {
        return new OptimizerOptions.Sgd(LEARNING_RATE, 0.9, false, 5e-4);
    }

    @Override
    public String unit() {
        return shape.unit;
    }

    @Override
    public double items() {
        return shape.batch;
    }

    @Override
    public double flop() {
        return Flop.TRAINING * shape.flop * shape.batch;
    }

    @Override
    public Precision products() {
        return precision;
    }

    @Override
    public String name() {
        return shape.name + (network.isCompiled() ? " compiled" : "");
    }

    @Override
    public boolean isTraining() {
        return true;
    }

    @Override
    public Optional<Workload> plain() {
        return Optional.of(plain.apply(this));
    }

    @Override
    public long optimizerNanos() {
        return optimizerNanos;
    }

    @Override
    public void step(long number) {
        measures();
    }

    /** Does a step. Returns its loss and the norm of the gradient. */
    float[] measures() {
        Autograd.zeroGradient(parameters.values());
        try (NDManager scope = manager.newSubManager()) {
            // DJL attaches a result to the manager of the first argument. Without this line, results would be attached
            // to the manager of
            // the batch, and would not be freed at the end of the step.
            scope.tempAttachAll(batch.getManagedArrays().toArray(NDResource[]::new));
            NDArray loss;
            try (Autograd.Recording recording = Autograd.record()) {
                ParameterStore store = parameters.bind(scope);
                loss = pass.loss(
                        x -> {
                            NDArray y = network.forward(store, x);
                            y.attach(scope);
                            return y;
                        },
                        scope);
                loss.attach(scope);
                Autograd.backward(loss);
                network.completeBackward();
            }
            try (NDArray gradient = parameters.gradient()) {
                float[] measures = Optimizer.measures(new NDList(loss), gradient);
                long begin = System.nanoTime();
                optimizer.step(gradient, 1);
                if (manager.getDevice().isGpu()) {
                    // Reading a number waits until the GPU has finished the step.
                    Tensors.floats(optimizer.state().get("steps"));
                }
                optimizerNanos += System.nanoTime() - begin;
                return measures;
            }
        }
    }

    @Override
    public void close() {
        optimizer.close();
        manager.close();
    }
}
