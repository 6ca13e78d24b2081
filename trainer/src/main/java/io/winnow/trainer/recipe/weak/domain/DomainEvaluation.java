package io.winnow.trainer.recipe.weak.domain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.trainer.evaluate.FoundClassReport;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Report;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.supervised.ClassifierEvaluation;
import io.winnow.trainer.recipe.supervised.FrozenOptions;
import io.winnow.trainer.recipe.weak.Weak;
import io.winnow.trainer.target.Target;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Evaluates found classes by the best matching with the true ones, beside the classes that domain probabilities alone give, k-means, and the
 * majority class of each domain. The domain of each test example is known, so that predictions are adjusted to its mixture.
 */
final class DomainEvaluation extends ClassifierEvaluation {
    private final Weak recipe;

    DomainEvaluation(Weak recipe) {
        super(
                recipe.trained(),
                recipe.encoder(),
                // The baselines of other methods learn from labels, of which there are none.
                new FrozenOptions(false, recipe.frozen().linear()),
                recipe.start().map(source -> Weak.PRETRAIN));
        this.recipe = recipe;
    }

    @Override
    protected Report report(Target learned, float[] predictions, TaskData data, StageContext context)
            throws IOException {
        if (!(data.test().labels() instanceof DomainLabels domains)) {
            return super.report(learned, predictions, data, context);
        }
        FoundClasses found = FoundClasses.read(context.folderOf(DomainTarget.DISCOVER));
        double[] prior = found.prior();
        int classes = prior.length;
        float[] adjusted = predictions.clone();
        for (int i = 0; i < domains.size(); i++) {
            if (domains.known(i)) {
                for (int k = 0; k < classes; k++) {
                    // p(y|x, d) ~ p(y|x) p(y|d) / p(y)
                    double ratio = prior[k] > 0 ? found.classesGivenDomain()[k][domains.domains()[i]] / prior[k] : 0;
                    adjusted[i * classes + k] = (float) (predictions[i * classes + k] * ratio);
                }
            }
        }
        return super.report(learned, adjusted, data, context);
    }

    @Override
    protected Map<String, Map<String, Double>> rivals(TaskData data, StageContext context) throws IOException {
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        if (!(data.test().labels() instanceof DomainLabels test) || test.truth().isEmpty()) {
            return figures;
        }
        DomainLabels.Truth truth = test.truth().get();
        int classes = test.classCount();
        try (NDManager scope = context.manager().newSubManager();
                DomainProbabilities source = new DomainProbabilities(recipe, data, context)) {
            FoundClasses found = FoundClasses.read(context.folderOf(DomainTarget.DISCOVER));
            float[] seen = source.of(TaskData.Part.TEST, found.temperature(), scope);
            figures.put("majority", Map.of("accuracy", FoundClassReport.majorityAccuracy(test, test)));
            if (data.inputs().preprocessing().raw().isPresent()) {
                figures.put(
                        "kmeans_inputs",
                        kmeans(
                                data.raw(TaskData.Part.TRAIN, scope),
                                data.raw(TaskData.Part.TEST, scope),
                                classes,
                                truth,
                                context));
            }
            figures.put(
                    "kmeans_domains",
                    kmeans(
                            DomainClusters.array(
                                    source.of(TaskData.Part.TRAIN, found.temperature(), scope),
                                    found.domains().length,
                                    scope),
                            DomainClusters.array(seen, found.domains().length, scope),
                            classes,
                            truth,
                            context));
            figures.put("naive", naive(seen, found, test).metrics());
            FoundClassReport direct = byDomains(seen, found.adjustment(), classes, test);
            Map<String, Double> own = new LinkedHashMap<>(direct.metrics());
            own.put("mixture_error", direct.mixtureError(found.classesGivenDomain(), test));
            figures.put("domain_probabilities", own);
            figures.put("true_mixtures", trueMixtures(seen, found, test).metrics());
        }
        return figures;
    }

    /** k-means on vectors, whose clusters are matched with the true classes as the found ones are. */
    private static Map<String, Double> kmeans(
            NDArray train, NDArray test, int classes, DomainLabels.Truth truth, StageContext context)
            throws IOException {
        context.stop().check();
        double[][] centers = DomainClusters.centers(train, classes, context.seed());
        return FoundClassReport.of(DomainClusters.nearest(test.toFloatArray(), centers), classes, truth)
                .metrics();
    }

    /** The class of the cluster of each example, given its domain. */
    private static FoundClassReport naive(float[] seen, FoundClasses found, DomainLabels test) {
        int[] clusters = DomainClusters.nearest(seen, found.centers());
        int[][] classes = new int[found.domains().length][];
        for (int d = 0; d < classes.length; d++) {
            classes[d] = found.mixtures().classesOfClusters(d);
        }
        int[] predicted = new int[clusters.length];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = classes[test.domains()[i]][clusters[i]];
        }
        return FoundClassReport.of(predicted, test.classCount(), test.truth().orElseThrow());
    }

    /**
     * The classes that domain probabilities mean.
     *
     * @param count number of the classes that are adjusted to
     */
    private static FoundClassReport byDomains(float[] seen, Adjustment adjustment, int count, DomainLabels test) {
        int width = test.domainNames().size();
        int[] predicted = new int[test.size()];
        for (int i = 0; i < predicted.length; i++) {
            double[] row = new double[width];
            for (int d = 0; d < width; d++) {
                row[d] = seen[i * width + d];
            }
            double[] classes = adjustment.inDomain(adjustment.classes(row), test.domains()[i]);
            predicted[i] = Ranks.largest(classes);
        }
        return FoundClassReport.of(predicted, count, test.truth().orElseThrow());
    }

    /**
     * What the same domain probabilities would give with the true mixtures, which a perfect factorisation would find. There may be more or fewer
     * true classes than are looked for.
     */
    private static FoundClassReport trueMixtures(float[] seen, FoundClasses found, DomainLabels test) {
        double[][] shares = FoundClassReport.trueMixtures(test);
        Mixtures truth = new Mixtures(shares, found.clustersGivenClass(), new int[shares.length], 1);
        return byDomains(seen, new Adjustment(truth.domainGivenClass(found.domains()), shares), shares.length, test);
    }
}
