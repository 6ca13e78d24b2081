package io.winnow.trainer.recipe;

import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.WeightsChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The stage that evaluates a trained model. */
public interface EncoderEvaluation extends Stage, Evaluation {
    /** File name of the weights that are evaluated, in the folder of {@link EncoderRecipe.TrainedEncoder#stage}. */
    String weights();

    /** Returns the metrics of the given weights, without those of baselines. Does not write any files. */
    Map<String, Double> judge(Path weights, TaskData data, StageContext context) throws IOException;

    /** Returns the file with the target as predictions use it, with thresholds that were chosen on validation data; empty if there is none. */
    default Optional<Path> targetFile(FinishedRun run) {
        return Optional.empty();
    }

    /** Returns the file with the report on the predictions for the test examples, of which result.json has the metrics; empty if there is none. */
    default Optional<Path> reportFile(FinishedRun run) {
        return Optional.empty();
    }

    @Override
    default Map<String, Double> judge(FinishedRun run, WeightsChoice choice, StageContext context) throws IOException {
        try (TaskData data = context.open(run.encoderRecipe().encoder().data())) {
            return judge(run.judgedFile(choice), data, context);
        }
    }
}
