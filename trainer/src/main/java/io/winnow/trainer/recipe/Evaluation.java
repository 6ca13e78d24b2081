package io.winnow.trainer.recipe;

import io.winnow.trainer.vision.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The stage that judges what a training left; the same figures can be had of another checkpoint. */
public interface Evaluation extends Stage {
    /** Name of the weights that it judges, in the folder of {@link Recipe.TrainedEncoder#stage}. */
    String weights();

    /** The figures of some weights, without baselines; writes nothing. */
    Map<String, Double> judge(Path weights, ImageData data, StageContext context) throws IOException;
}
