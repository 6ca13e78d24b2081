package io.winnow.trainer.recipe.discover;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.evaluate.DiscoveryReport;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The stages of a run. */
final class DiscoverStages {
    private static final String CURVE = "curve.json";
    private static final String TEST = "test_";

    private DiscoverStages() {}

    /** Computes the vectors of all examples, and keeps the answers that later stages learn from. */
    static StageResult vectors(Discover recipe, StageContext context) throws IOException {
        return DiscoveryData.with(context, recipe.data(), (data, stage) -> {
            if (recipe.answers().isPresent()) {
                Answers.now(recipe, data).write(stage.folder());
            }
            if (recipe.vectors().isPresent()) {
                return recipe.vectors().get().write(data, stage);
            }
            Representations.write(
                    stage.folder(),
                    data.raw(TaskData.Part.TRAIN, stage.manager()),
                    Optional.of(data.raw(TaskData.Part.TEST, stage.manager())));
            return StageResult.of(Map.of(data.unit(), (double) data.trainExamples().length));
        });
    }

    /** @param vectors folder of the first stage */
    private static KnownPart known(Discover recipe, TaskData data, Path vectors) throws IOException {
        return KnownPart.of(recipe, data, Answers.kept(vectors));
    }

    /** Estimates the number of classes. */
    static StageResult count(Discover recipe, StageContext context) throws IOException {
        return DiscoveryData.with(context, recipe.data(), (data, stage) -> {
            KnownPart known = known(recipe, data, stage.folderOf(Discover.VECTORS));
            float[][] rows = UnitRows.of(Representations.train(stage.folderOf(Discover.VECTORS), stage.manager()));
            int old = known.old().size();
            ClassCount count = ClassCount.estimate(
                    rows,
                    known.given(),
                    old,
                    Math.min(recipe.mostClasses().orElse(4 * old), rows.length),
                    stage.seed(),
                    stage.manager(),
                    point -> stage.progress()
                            .say(String.format(
                                    Locale.ROOT,
                                    "%d classes: agreement with the labels %.4f +- %.4f",
                                    point.k(),
                                    point.mean(),
                                    point.standardError())));
            if (count.k() == old) {
                stage.progress()
                        .say("Warning: the estimated number of classes is that of the classes with labels, " + old
                                + ", so no new class will be found. If you expect some, set recipe.classes.");
            }
            AtomicFiles.write(stage.folder().resolve(CURVE), Json.page(count));
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("classes", (double) count.k());
            metrics.put("classes_low", (double) count.range()[0]);
            metrics.put("classes_high", (double) count.range()[1]);
            return StageResult.of(metrics);
        });
    }

    /** Clusters with and without the labels, as baselines. */
    static StageResult kMeans(Discover recipe, StageContext context) throws IOException {
        return DiscoveryData.with(context, recipe.data(), (data, stage) -> {
            KnownPart known = known(recipe, data, stage.folderOf(Discover.VECTORS));
            int k = classes(recipe, known, stage);
            float[][] rows = UnitRows.of(Representations.train(stage.folderOf(Discover.VECTORS), stage.manager()));
            int[] nothing = new int[known.given().length];
            Arrays.fill(nothing, KnownPart.NONE);
            int old = known.old().size();
            Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
            SemiSupervisedKMeans free =
                    SemiSupervisedKMeans.best(rows, nothing, 0, k, recipe.starts(), stage.seed(), stage.manager());
            baselines.put("k_means", figures(free, known, stage));
            SemiSupervisedKMeans tied = SemiSupervisedKMeans.best(
                    rows, known.given(), old, k, recipe.starts(), stage.seed(), stage.manager());
            baselines.put("semi_supervised_k_means", figures(tied, known, stage));
            return new StageResult(Map.of(), baselines);
        });
    }

    /** Judges clusters by the training examples without a label, and by test examples, which belong to the nearest center. */
    private static Map<String, Double> figures(SemiSupervisedKMeans clusters, KnownPart known, StageContext stage)
            throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>(figures(known, clusters.clusters()));
        if (known.test().isPresent()) {
            float[][] test = UnitRows.of(Representations.test(stage.folderOf(Discover.VECTORS), stage.manager()));
            int[] nothing = new int[test.length];
            Arrays.fill(nothing, KnownPart.NONE);
            try (NDManager scope = stage.manager().newSubManager()) {
                NDArray rows = UnitRows.array(test, scope);
                figures.putAll(DiscoveryReport.of(
                                SemiSupervisedKMeans.assign(rows, nothing, clusters.centers(), scope),
                                known.test().get(),
                                known.old().size())
                        .metrics(TEST));
            }
        }
        return figures;
    }

    /** Trains SimGCD, evaluates it, and writes the class of each example. */
    static StageResult discover(Discover recipe, StageContext context) throws IOException {
        return DiscoveryData.with(context, recipe.data(), (data, stage) -> {
            KnownPart read = known(recipe, data, stage.folderOf(Discover.VECTORS));
            Path vectors = stage.folderOf(Discover.VECTORS);
            float[][] rows = UnitRows.of(Representations.train(vectors, stage.manager()));
            int k = classes(recipe, read, stage);
            recipe.classes()
                    .filter(wanted -> wanted < k)
                    .ifPresent(wanted -> stage.progress()
                            .say("recipe.classes is " + wanted + ", but " + k
                                    + " classes come from the earlier run or have a name, so there are " + k + "."));
            DiscoveryTraining.Work<StageResult> finish = (known, network, weights) -> {
                float[][] probabilities = network.probabilities(rows, weights);
                DiscoveryFiles.writeClasses(known, data, probabilities, stage.folder());
                DiscoveryFiles.ask(recipe, known, data, probabilities, stage);
                Map<String, Double> metrics;
                try (NDManager scope = stage.manager().newSubManager()) {
                    metrics = judged(known, vectors, probabilities, network, weights, scope);
                }
                metrics.put("classes", (double) k);
                metrics.put("used_classes", (double)
                        Arrays.stream(outputs(probabilities)).distinct().count());
                return new StageResult(metrics, stage.summaryOf(Discover.KMEANS).baselines());
            };
            Optional<float[][]> agreed = recipe.startCount() == 1
                    ? Optional.empty()
                    : Optional.of(DiscoveryTraining.agreed(recipe, read, rows, stage));
            return DiscoveryTraining.train(recipe, read, rows, k, agreed, stage, finish);
        });
    }

    /** Trains from random weights of its own, for a last training that learns what several ones agree on. */
    static StageResult start(Discover recipe, StageContext context) throws IOException {
        return DiscoveryData.with(context, recipe.data(), (data, stage) -> {
            KnownPart read = known(recipe, data, stage.folderOf(Discover.VECTORS));
            float[][] rows = UnitRows.of(Representations.train(stage.folderOf(Discover.VECTORS), stage.manager()));
            float[][] unlabelled =
                    Arrays.stream(read.unlabelled()).mapToObj(i -> rows[i]).toArray(float[][]::new);
            return DiscoveryTraining.train(
                    recipe,
                    read,
                    rows,
                    classes(recipe, read, stage),
                    Optional.empty(),
                    stage,
                    (known, network, weights) ->
                            StageResult.of(Map.of(DiscoveryTraining.COSINE, network.nearness(unlabelled, weights))));
        });
    }

    /** Judges a network by the training examples without a label, and by the test examples, as far as their true classes are known. */
    private static Map<String, Double> judged(
            KnownPart known,
            Path vectors,
            float[][] probabilities,
            DiscoveryNetwork network,
            ParameterArena parameters,
            NDManager scope)
            throws IOException {
        Map<String, Double> metrics = new LinkedHashMap<>(figures(known, outputs(probabilities)));
        if (known.test().isPresent()) {
            float[][] test = UnitRows.of(Representations.test(vectors, scope));
            metrics.putAll(DiscoveryReport.of(
                            outputs(network.probabilities(test, parameters)),
                            known.test().get(),
                            known.first())
                    .metrics(TEST));
        }
        metrics.putAll(Novelty.metrics(known, probabilities[0].length));
        return metrics;
    }

    /** Evaluates the weights of a finished run again. */
    static Map<String, Double> evaluate(Discover recipe, FinishedRun run, StageContext context) throws IOException {
        try (TaskData opened = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            TaskData data = RelabelledData.withUnlabelled(opened);
            Path vectors = run.stage(Discover.VECTORS);
            KnownPart known = known(recipe, data, vectors);
            float[][] rows = UnitRows.of(Representations.train(vectors, scope));
            Map<String, NDArray> weights =
                    SafeTensors.read(run.stage(Discover.DISCOVER).resolve(DiscoveryTraining.HEAD), scope);
            try (DiscoveryNetwork network = DiscoveryNetwork.of(recipe.discover(), weights, scope)) {
                ParameterArena parameters = network.parameters();
                return judged(known, vectors, network.probabilities(rows, parameters), network, parameters, scope);
            }
        }
    }

    /** Judges outputs of all training examples on those without a label, if their true classes are known. */
    private static Map<String, Double> figures(KnownPart known, int[] outputs) {
        return known.truth()
                .map(truth -> DiscoveryReport.of(
                                Arrays.stream(known.unlabelled())
                                        .map(i -> outputs[i])
                                        .toArray(),
                                truth,
                                known.first())
                        .metrics(""))
                .orElse(Map.of());
    }

    private static int classes(Discover recipe, KnownPart known, StageContext context) throws IOException {
        int kept = recipe.continues().isPresent()
                ? Continued.classes(recipe.continues().get())
                : 0;
        int wanted = recipe.classes().isPresent() || kept > 0
                ? recipe.classes().orElse(kept)
                : context.summaryOf(Discover.COUNT).metrics().get("classes").intValue();
        return Math.max(Math.max(wanted, kept), known.old().size());
    }

    private static int[] outputs(float[][] probabilities) {
        return Arrays.stream(probabilities).mapToInt(Ranks::largest).toArray();
    }
}
