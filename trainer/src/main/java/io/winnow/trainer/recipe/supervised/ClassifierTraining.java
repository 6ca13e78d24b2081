package io.winnow.trainer.recipe.supervised;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.engine.TrainingResult;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trains a classifier, in a stage of any recipe. */
public final class ClassifierTraining {
    /** Name of the file with the weights of encoder and head, in the folder of the stage. */
    public static final String CLASSIFIER = "classifier.safetensors";

    private ClassifierTraining() {}

    /** Trains on the training images in use, and saves the weights of the whole classifier and, in a second file, of the encoder only. */
    public static StageResult run(
            TrainingOptions options, ClassifierObjective objective, TaskData data, StageContext context)
            throws IOException {
        int batchSize = options.batchSize();
        try (ExampleLoader loader = data.trainLoader(batchSize);
                Training<ExampleBatch, ?> training = new Training<>(
                        options, context.training(), objective, BatchSource.shuffled(loader, batchSize, data.unit()));
                NDManager scope = context.manager().newSubManager()) {
            TrainingResult result = training.run();
            Embedder.save(training.result(), context.folder().resolve(Representations.ENCODER), scope);
            AtomicFiles.write(
                    context.folder().resolve(CLASSIFIER),
                    file -> SafeTensors.write(file, training.result().named(scope), Map.of("format", "winnow-1")));
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("loss", result.loss());
            metrics.put(data.unit() + "_per_second", result.examplesPerSecond());
            metrics.put("data_wait", result.dataWait());
            metrics.put("corrupt_" + data.unit(), (double) loader.corruptCount());
            metrics.putAll(data.labelFigures());
            return StageResult.of(metrics);
        }
    }
}
