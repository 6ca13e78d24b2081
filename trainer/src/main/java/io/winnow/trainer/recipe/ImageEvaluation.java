package io.winnow.trainer.recipe;

import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The stage that evaluates a model trained on images. */
public interface ImageEvaluation extends Stage, Evaluation {
    /** File name of the weights that are evaluated, in the folder of {@link ImageRecipe.TrainedEncoder#stage}. */
    String weights();

    /** Returns the metrics of the given weights, without those of baselines. Does not write any files. */
    Map<String, Double> judge(Path weights, ImageData data, StageContext context) throws IOException;

    @Override
    default Map<String, Double> judge(FinishedRun run, WeightsChoice choice, StageContext context) throws IOException {
        try (ImageData data = context.open(run.images().encoder().data())) {
            return judge(run.judgedFile(choice), data, context);
        }
    }
}
