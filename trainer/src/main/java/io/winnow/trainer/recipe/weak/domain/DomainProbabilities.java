package io.winnow.trainer.recipe.weak.domain;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.trainer.evaluate.Temperature;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.weak.Weak;
import java.io.IOException;
import java.util.Optional;

/** The domain probabilities p(d|x) of examples by the classifier of domains. */
final class DomainProbabilities implements AutoCloseable {
    private static final double SMALLEST = 1e-30;

    private final Classifier classifier;
    private final TaskData data;
    private final int domains;

    /** Loads the classifier of domains of a run. */
    DomainProbabilities(Weak recipe, TaskData examples, StageContext context) throws IOException {
        data = Discovery.ofDomains(examples);
        domains = data.inputs().requireTarget().names().size();
        classifier = Classifier.load(
                recipe.classify(),
                data,
                context.folderOf(DomainTarget.DISCRIMINATE).resolve(ClassifierTraining.CLASSIFIER),
                Optional.empty(),
                context.manager());
    }

    /** Returns the probabilities of a part (N, r), not calibrated. */
    float[] of(TaskData.Part part, NDManager manager) {
        return classifier.predictions(data, part, manager);
    }

    /** Returns the probabilities of a part (N, r) at a temperature. */
    float[] of(TaskData.Part part, double temperature, NDManager manager) {
        double[] scores = logarithms(of(part, manager));
        Temperature.softmax(scores, domains, temperature);
        float[] calibrated = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            calibrated[i] = (float) scores[i];
        }
        return calibrated;
    }

    /** Returns the temperature at which the probabilities of the validation examples are calibrated best; 1 if there are none. */
    double temperature(NDManager manager) {
        return data.validation().isEmpty()
                ? 1
                : Temperature.fit(
                        logarithms(of(TaskData.Part.VALIDATION, manager)),
                        ((DomainLabels) data.validation().get().labels()).domains(),
                        domains);
    }

    private static double[] logarithms(float[] probabilities) {
        double[] scores = new double[probabilities.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.log(Math.max(probabilities[i], SMALLEST));
        }
        return scores;
    }

    @Override
    public void close() {
        classifier.close();
    }
}
