package io.winnow.trainer.recipe.fewshot;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import java.io.IOException;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Fine-tuning on pairs of an example and the text of a class (FusionSent, arXiv 2410.05770). */
@Doc(
        "Fine-tuning on pairs of an example and the text of a class: an example is drawn to the texts of its own classes and"
                + " pushed from those of all others.")
public record LabelPairs(
        @Default("{kind: contrastive}") LabelLoss loss,

        @Doc(
                "Largest number of classes whose texts are computed in a step, at least 2: those of the examples of the batch, and"
                        + " others that are drawn at random.")
        @Default("300")
        int classesPerBatch,

        @Doc(
                "Whether classes without a training example are used as well, as those to be pushed away from. Such a class is"
                        + " then pushed away from everything.")
        @Default("false")
        boolean unseen,

        TrainingOptions training) {
    public LabelPairs {
        new Checks().atLeast("classes_per_batch", classesPerBatch, 2).done();
    }

    /** Trains on the training examples. */
    StageResult train(FewShot recipe, TaskData data, StageContext context) throws IOException {
        ExampleClasses classes = ExampleClasses.of(data);
        BitSet seen = new BitSet();
        classes.sets().forEach(seen::or);
        int[] used = IntStream.range(0, classes.count())
                .filter(k -> unseen || seen.get(k))
                .toArray();
        return EncoderTraining.run(
                training, data, context, manager -> new LabelPairObjective(recipe, this, classes, used, data, manager));
    }
}
