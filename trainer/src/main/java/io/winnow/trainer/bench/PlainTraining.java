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
 * Steps of a training as DJL's documentation writes them, over the same libtorch: its own blocks, trainer, gradient collector and
 * optimizer, in float32.
 */
final class PlainTraining extends PlainLoop {
    private final Model model;
    private final Trainer trainer;
    private final NDManager arrays;
    private final Batch batch;

    /** What a step works on: the network's input, and the loss of its output. */
    record Batch(NDArray input, UnaryOperator<NDArray> loss) {}

    /**
     * @param block not yet initialised
     * @param batch makes the batch, in a manager
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
        throw new IllegalArgumentException("no plain loop by " + rule);
    }

    @Override
    public void step(long number) {
        backward();
        trainer.step();
    }

    /** Gradients of the batch; returns its loss. */
    float backward() {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            // Else no array of a step would be freed: what is computed goes where its first argument is.
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

    /** The network that trains. */
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
