package io.winnow.trainer.recipe.moco;

import ai.djl.engine.Engine;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.loader.ExampleLoader;
import io.winnow.trainer.engine.BatchSource;
import io.winnow.trainer.engine.Training;
import io.winnow.trainer.engine.TrainingResult;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pre-trains an encoder with MoCo v2, in a stage of any recipe. */
public final class MocoTraining {
    private MocoTraining() {}

    /** Trains on the training images and writes {@code encoder.safetensors} into the folder of the stage. */
    public static StageResult run(MocoOptions options, TaskData data, StageContext context) throws IOException {
        Engine.getInstance().setRandomSeed((int) context.seed());
        int batchSize = options.training().batchSize();
        try (MocoObjective objective = new MocoObjective(options, data, context.manager());
                ExampleLoader loader = data.trainLoader(batchSize);
                Training<ExampleBatch, ?> training = new Training<>(
                        options.training(),
                        context.training(),
                        objective,
                        BatchSource.shuffled(loader, batchSize, data.unit()))) {
            TrainingResult result = training.run();
            Embedder.save(training.result(), context.folder().resolve(Representations.ENCODER), context.manager());
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("loss", result.loss());
            metrics.put(data.unit() + "_per_second", result.examplesPerSecond());
            metrics.put("data_wait", result.dataWait());
            metrics.put("corrupt_" + data.unit(), (double) loader.corruptCount());
            return StageResult.of(metrics);
        }
    }
}
