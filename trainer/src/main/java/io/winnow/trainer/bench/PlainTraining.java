package io.winnow.trainer.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDResource;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.winnow.trainer.engine.OptimizerOptions;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Training steps written as in DJL's documentation, with DJL's own blocks, trainer, gradient collector and optimizer. They use the same
 * libtorch and compute in float32.
 */
final class PlainTraining extends PlainLoop {
    private final Model model;
    private final Trainer trainer;
    private final NDManager arrays;
    private final Batch batch;

    /**
     * The data of a step.
     *
     * @param input the network's input
     * @param loss computes the loss from the network's output
     */
    record Batch(NDArray input, UnaryOperator<NDArray> loss) {}

    /**
     * @param block the network, not yet initialised
     * @param rule the optimizer
     * @param batch creates the batch in a manager
     */
    PlainTraining(
            Workload same, Block block, OptimizerOptions rule, BenchOptions options, Function<NDManager, Batch> batch) {
        super(same, "plain DJL");
        model = Model.newInstance(same.name(), options.device());
        model.setBlock(block);
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(optimizer(rule))
                .optDevices(new Device[] {options.device()}));
        arrays = trainer.getManager().newSubManager();
        this.batch = batch.apply(arrays);
        trainer.initialize(this.batch.input().getShape());
    }

    private static Optimizer optimizer(OptimizerOptions rule) {
        if (rule instanceof OptimizerOptions.AdamW adamW) {
            return AdamW.builder()
                    .optLearningRateTracker(Tracker.fixed((float) adamW.learningRate()))
                    .optWeightDecays((float) adamW.weightDecay())
                    .build();
        } else if (rule instanceof OptimizerOptions.Sgd sgd) {
            return Optimizer.sgd()
                    .setLearningRateTracker(Tracker.fixed((float) sgd.learningRate()))
                    .optMomentum((float) sgd.momentum())
                    .optWeightDecays((float) sgd.weightDecay())
                    .build();
        }
        throw new IllegalArgumentException("The plain training loop supports AdamW and SGD only, found " + rule);
    }

    @Override
    public void step(long number) {
        backward();
        trainer.step();
    }

    /** Computes the gradients for the batch. Returns its loss. */
    float backward() {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            // DJL attaches a result to the manager of the first argument. Without this line, results would be attached
            // to the manager of
            // the batch, and would not be freed at the end of the step.
            scope.tempAttachAll(arrays.getManagedArrays().toArray(NDResource[]::new));
            NDArray loss;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                loss = batch.loss()
                        .apply(trainer.forward(new NDList(batch.input())).singletonOrThrow());
                collector.backward(loss);
            }
            return loss.getFloat();
        }
    }

    /** The network that is trained. */
    Block block() {
        return model.getBlock();
    }

    @Override
    public void close() {
        arrays.close();
        trainer.close();
        model.close();
    }
}
