package io.winnow.trainer.recipe;

import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The stage that judges what a training on images left. */
public interface ImageEvaluation extends Stage, Evaluation {
    /** Name of the weights that it judges, in the folder of {@link ImageRecipe.TrainedEncoder#stage}. */
    String weights();

    /** The figures of some weights, without baselines; writes nothing. */
    Map<String, Double> judge(Path weights, ImageData data, StageContext context) throws IOException;

    @Override
    default Map<String, Double> judge(FinishedRun run, WeightsChoice choice, StageContext context) throws IOException {
        try (ImageData data = context.open(run.images().encoder().data())) {
            return judge(run.judgedFile(choice), data, context);
        }
    }
}
