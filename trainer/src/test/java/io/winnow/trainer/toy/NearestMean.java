package io.winnow.trainer.toy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataConfig;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Recipe;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The class whose mean is nearest (Rocchio 1971), on the examples as any modality preprocesses them. */
@Kind("nearest_mean")
@Doc("The class whose mean is nearest.")
public record NearestMean(DataConfig data) implements Recipe {
    public static final Method METHOD = new Method(
            NearestMean.class,
            List.of(), // papers in arXiv
            LabelNeed.learning(LabelKind.CLASS),
            List.of(), // encoders that are trained
            List.of(), // files for later commands
            Set.of()); // commands that work on a run

    @Override
    public Method method() {
        return METHOD;
    }

    @Override
    public Optional<DataConfig> examples() {
        return Optional.of(data);
    }

    @Override
    public List<Stage> stages() {
        return List.of(Stage.of("classify", context -> StageResult.of(figures(context))));
    }

    @Override
    public Evaluation evaluation() {
        return (run, choice, context) -> figures(context);
    }

    private Map<String, Double> figures(StageContext context) throws IOException {
        try (TaskData examples = context.open(data);
                NDManager scope = context.manager().newSubManager()) {
            ClassLabels given = GivenClasses.of(examples);
            ClassLabels truth = (ClassLabels) examples.test().labels();
            float[][] means = means(rows(examples.raw(TaskData.Part.TRAIN, scope)), given);
            float[][] tested = rows(examples.raw(TaskData.Part.TEST, scope));
            double right = 0;
            for (int i = 0; i < tested.length; i++) {
                right += nearest(means, tested[i]) == truth.classes()[i] ? 1 : 0;
            }
            return Map.of("accuracy", right / tested.length);
        }
    }

    private static float[][] means(float[][] vectors, ClassLabels labels) {
        float[][] means = new float[labels.classCount()][vectors[0].length];
        double[] counts = labels.counts();
        for (int i = 0; i < vectors.length; i++) {
            int own = labels.classes()[i];
            for (int d = 0; d < vectors[i].length; d++) {
                means[own][d] += (float) (vectors[i][d] / counts[own]);
            }
        }
        return means;
    }

    private static int nearest(float[][] means, float[] vector) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < means.length; c++) {
            double distance = 0;
            for (int d = 0; d < vector.length; d++) {
                distance += Math.pow(means[c][d] - vector[d], 2);
            }
            if (distance < least) {
                least = distance;
                best = c;
            }
        }
        return best;
    }

    private static float[][] rows(NDArray vectors) {
        int width = (int) vectors.getShape().get(1);
        float[] all = vectors.toFloatArray();
        float[][] rows = new float[all.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * width, rows[i], 0, width);
        }
        return rows;
    }
}
