package io.winnow.trainer.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDResource;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Steps of a training as DJL's documentation writes them, over the same libtorch: its own blocks, trainer, gradient collector and
 * optimizer, in float32.
 */
final class PlainTraining implements Workload {
    private final TrainingWorkload.Shape shape;
    private final Model model;
    private final Trainer trainer;
    private final NDManager arrays;
    private final Batch batch;

    /** DJL's counterpart of {@link TrainingWorkload#adamW}. */
    static Optimizer adamW() {
        return AdamW.builder()
                .optLearningRateTracker(Tracker.fixed((float) TrainingWorkload.LEAST_RATE))
                .optWeightDecays((float) TrainingWorkload.DECAY)
                .build();
    }

    /** DJL's counterpart of {@link TrainingWorkload#sgd}. */
    static Optimizer sgd() {
        return Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed((float) TrainingWorkload.LEAST_RATE))
                .optMomentum((float) TrainingWorkload.MOMENTUM)
                .optWeightDecays((float) TrainingWorkload.SGD_DECAY)
                .build();
    }

    /** What a step works on: the network's input, and the loss of its output. */
    record Batch(NDArray input, UnaryOperator<NDArray> loss) {}

    /**
     * @param block not yet initialised
     * @param batch makes the batch, in a manager
     */
    PlainTraining(
            TrainingWorkload.Shape shape,
            Block block,
            Optimizer rule,
            BenchOptions options,
            Function<NDManager, Batch> batch) {
        this.shape = shape;
        model = Model.newInstance(shape.name(), options.device());
        model.setBlock(block);
        trainer = model.newTrainer(
                new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(rule).optDevices(new Device[] {options.device()
                }));
        arrays = trainer.getManager().newSubManager();
        this.batch = batch.apply(arrays);
        Shape input = this.batch.input().getShape();
        trainer.initialize(input);
    }

    @Override
    public String name() {
        return shape.name() + " plain DJL";
    }

    @Override
    public String unit() {
        return shape.unit();
    }

    @Override
    public double items() {
        return shape.batch();
    }

    @Override
    public double flop() {
        return Flop.TRAINING * shape.flop() * shape.batch();
    }

    @Override
    public Workload plain() {
        return this;
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
