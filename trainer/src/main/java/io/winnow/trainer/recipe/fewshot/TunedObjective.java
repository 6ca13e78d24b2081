package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.BatchLoss;
import io.winnow.trainer.engine.Objective;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.engine.TrainingPhases;
import io.winnow.trainer.modality.Preprocessing;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderPasses;
import java.util.Arrays;

/** An encoder that starts from its own weights and is fine-tuned by a loss on pairs. */
abstract class TunedObjective implements Objective<ExampleBatch, Void> {
    private final ExampleClasses classes;
    private final NDManager manager;
    private final EncoderPasses pass;
    private final ParameterArena parameters;
    private final Precision precision;

    TunedObjective(
            TuneOptions tune, TrainingOptions training, ExampleClasses classes, TaskData data, NDManager parent) {
        this.classes = classes;
        manager = parent.newSubManager();
        precision = training.precision();
        Preprocessing input = data.inputs().preprocessing();
        Layer network = tune.encoder().build(input, precision);
        network.initialize(manager);
        tune.encoder().pretrain(network, data.inputs(), manager);
        pass = EncoderPasses.adapting(tune.fineTune(), network, manager);
        parameters = ParameterArena.adopt(network, pass.layout(), manager);
    }

    /** The manager of this objective. */
    final NDManager manager() {
        return manager;
    }

    final ExampleClasses classes() {
        return classes;
    }

    /** Returns the vectors (B, D) of preprocessed examples (B, ..), recorded for the backward pass. */
    final NDArray encode(ParameterStore store, NDArray examples) {
        return pass.forward(store, precision.of(examples));
    }

    /**
     * Returns the loss of a batch.
     *
     * @param examples preprocessed examples (B, ..)
     * @param rows positions of the examples among the training examples in use (B)
     */
    abstract NDArray loss(NDArray examples, int[] rows, ParameterStore store, long key, NDManager scope);

    @Override
    public BatchLoss<Void> loss(ExampleBatch batch, long key, double progress, NDManager scope) {
        int[] rows = Arrays.stream(batch.indices()).map(classes::position).toArray();
        return BatchLoss.of(loss(batch.examples(scope), rows, parameters.bind(scope), key, scope));
    }

    @Override
    public ParameterArena parameters() {
        return parameters;
    }

    @Override
    public TrainingPhases phases() {
        return pass;
    }

    @Override
    public void close() {
        manager.close();
    }
}
