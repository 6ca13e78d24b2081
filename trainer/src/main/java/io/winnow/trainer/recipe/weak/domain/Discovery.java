package io.winnow.trainer.recipe.weak.domain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.weak.Weak;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The stages that find classes in the probabilities of the domains, and train a classifier of them. */
final class Discovery {
    private static final String PROBABILITIES = "probabilities.npy";

    private final DomainTarget target;
    private final Weak recipe;

    Discovery(DomainTarget target, Weak recipe) {
        this.target = target;
        this.recipe = recipe;
    }

    /** Returns the same data with the domains as classes. */
    static TaskData ofDomains(TaskData data) {
        return new RelabelledData(data, ((DomainLabels) data.trainLabels()).domainClasses());
    }

    /** Finds the classes, and writes the mixtures of the domains and the class probabilities of the training examples. */
    StageResult run(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager();
                DomainProbabilities source = new DomainProbabilities(recipe, data, context)) {
            DomainLabels labels = (DomainLabels) data.trainLabels();
            int domains = labels.domainNames().size();
            double temperature = source.temperature(scope);
            float[] train = source.of(TaskData.Part.TRAIN, temperature, scope);
            Optional<DomainLabels> others = data.validation().map(examples -> (DomainLabels) examples.labels());
            float[] held = others.isPresent() ? source.of(TaskData.Part.VALIDATION, temperature, scope) : new float[0];
            float[] all = joined(train, held);
            NDArray points = DomainClusters.array(all, domains, scope);
            double[][] centers = DomainClusters.centers(points, clusters(all.length / domains), context.seed());
            int[] own = DomainClusters.nearest(train, centers);
            DomainTable table = DomainTable.of(
                    IntStream.concat(Arrays.stream(own), Arrays.stream(DomainClusters.nearest(held, centers)))
                            .toArray(),
                    IntStream.concat(
                                    Arrays.stream(labels.domains()),
                                    others.map(each -> Arrays.stream(each.domains()))
                                            .orElseGet(IntStream::empty))
                            .toArray(),
                    centers.length,
                    domains);
            Optional<Boolean> refines = others.map(each -> refines(
                    DomainTable.of(own, labels.domains(), centers.length, domains),
                    DomainTable.of(DomainClusters.nearest(held, centers), each.domains(), centers.length, domains),
                    labels.classCount(),
                    target.updates()));
            Map<String, Double> metrics = new LinkedHashMap<>();
            Mixtures found =
                    mixtures(labels.classCount(), table, all.length / domains, refines.orElse(false), metrics, context);
            FoundClasses classes = new FoundClasses(
                    found.classesGivenDomain(), table.domains(), temperature, found.clustersGivenClass(), centers);
            AtomicFiles.write(context.folder().resolve(FoundClasses.FILE), Json.page(classes));
            float[] probabilities = probabilities(train, labels, classes.adjustment());
            VectorFiles.write(
                    context.folder().resolve(PROBABILITIES),
                    scope.create(probabilities, new Shape(labels.size(), labels.classCount())));
            write(classes, probabilities, labels, data, context.folder());
            metrics.put("temperature", temperature);
            metrics.put("clusters", (double) centers.length);
            judgeDomains(others.orElse(labels), others.isPresent() ? held : train, found, table, metrics);
            return StageResult.of(metrics);
        }
    }

    private int clusters(int examples) {
        return Math.min(target.clusters(), examples);
    }

    private Mixtures mixtures(
            int count,
            DomainTable table,
            int examples,
            boolean refines,
            Map<String, Double> metrics,
            StageContext context) {
        Mixtures anchors = Mixtures.byAnchors(table, count);
        double noise = anchors.cornerError(table, examples);
        metrics.put("last_corner", anchors.lastCorner());
        metrics.put("last_corner_noise", noise);
        if (!anchors.areDistinct(table, examples)) {
            throw new UserException(String.format(
                    Locale.ROOT,
                    "The domains do not differ enough to tell %d classes apart: the last class differs from the others by"
                            + " %.2f in its shares of the domains, and %.2f are expected by chance; at least three times"
                            + " as much is needed. Look for fewer classes, or use more examples, or domains whose mixtures differ more.",
                    count,
                    anchors.lastCorner(),
                    noise));
        }
        Mixtures start = target.mixtures() == DomainTarget.Mixing.ANCHORS
                ? anchors
                : Mixtures.random(count, table, context.seed());
        boolean refined = refines || target.mixtures() == DomainTarget.Mixing.FACTORISE;
        Mixtures chosen = refined ? start.refined(table, target.updates()) : start;
        metrics.put("refined", refined ? 1.0 : 0.0);
        metrics.put("residual", chosen.residual(table));
        return chosen;
    }

    /**
     * Returns whether a factorisation that starts from the mixtures of a table predicts the domains of other examples at least as well as these
     * mixtures. Those examples must not be in the table: a factorisation predicts better what it was fitted to.
     */
    static boolean refines(DomainTable table, DomainTable other, int classes, int rounds) {
        Mixtures anchors = Mixtures.byAnchors(table, classes);
        return anchors.refined(table, rounds).likelihood(other) >= anchors.likelihood(other);
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** p(y|x, d) of the training examples (N, K). */
    private static float[] probabilities(float[] domains, DomainLabels labels, Adjustment adjustment) {
        int count = labels.classCount();
        int width = labels.domainNames().size();
        float[] probabilities = new float[labels.size() * count];
        for (int i = 0; i < labels.size(); i++) {
            double[] seen = new double[width];
            for (int d = 0; d < width; d++) {
                seen[d] = domains[i * width + d];
            }
            double[] adjusted = adjustment.inDomain(adjustment.classes(seen), labels.domains()[i]);
            for (int k = 0; k < count; k++) {
                probabilities[i * count + k] = (float) adjusted[k];
            }
        }
        return probabilities;
    }

    /**
     * The loss of the classifier of domains beside that of a guess, and beside the least that the mixtures allow if each example had one class
     * for certain. A loss below that tells that the classifier reads something else than classes, such as the light of a place.
     */
    private static void judgeDomains(
            DomainLabels labels,
            float[] probabilities,
            Mixtures found,
            DomainTable table,
            Map<String, Double> metrics) {
        int width = labels.domainNames().size();
        double loss = 0;
        for (int i = 0; i < labels.size(); i++) {
            loss -= Math.log(Math.max(1e-12, probabilities[i * width + labels.domains()[i]]));
        }
        double least = 0;
        double[][] given = found.domainGivenClass(table.domains());
        for (int k = 0; k < found.classesGivenDomain().length; k++) {
            for (int d = 0; d < width; d++) {
                double joint = found.classesGivenDomain()[k][d] * table.domains()[d];
                least -= joint > 0 ? joint * Math.log(given[d][k]) : 0;
            }
        }
        metrics.put("domain_loss", loss / labels.size());
        metrics.put(
                "domain_loss_of_guess",
                -Arrays.stream(table.domains())
                        .map(each -> each > 0 ? each * Math.log(each) : 0)
                        .sum());
        metrics.put("domain_loss_of_classes", least);
    }

    private static void write(
            FoundClasses classes, float[] probabilities, DomainLabels labels, TaskData data, Path folder)
            throws IOException {
        List<List<Object>> mixtures = new ArrayList<>();
        for (int d = 0; d < labels.domainNames().size(); d++) {
            for (int k = 0; k < labels.classCount(); k++) {
                mixtures.add(List.of(
                        labels.domainNames().get(d), labels.classNames().get(k), classes.classesGivenDomain()[k][d]));
            }
        }
        TableFile.write(folder.resolve("mixtures.csv"), List.of("domain", "class", "share"), mixtures);
        List<List<Object>> rows = new ArrayList<>();
        List<String> names = labels.classNames();
        int[] examples = data.trainExamples();
        for (int i = 0; i < labels.size(); i++) {
            int best = Ranks.largest(probabilities, i * names.size(), names.size());
            rows.add(List.of(
                    data.train().key(examples[i]),
                    labels.domainNames().get(labels.domains()[i]),
                    names.get(best),
                    probabilities[i * names.size() + best]));
        }
        TableFile.write(folder.resolve("classes.csv"), List.of("key", "domain", "class", "probability"), rows);
    }

    /** Reads the class probabilities of the training examples (N, K), row-major, that {@link #run} has written. */
    static float[] probabilities(Path folder, NDManager manager) throws IOException {
        try (NDArray read = VectorFiles.read(folder.resolve(PROBABILITIES), manager)) {
            return read.toFloatArray();
        }
    }

    /** Trains a classifier of the found classes. */
    StageResult train(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            float[] probabilities = probabilities(context.folderOf(DomainTarget.DISCOVER), scope);
            DomainLabels labels = (DomainLabels) data.trainLabels();
            int count = labels.classCount();
            int[][] numbers = new int[labels.size()][];
            double[][] weights = new double[labels.size()][];
            for (int i = 0; i < numbers.length; i++) {
                int from = i * count;
                numbers[i] = IntStream.range(0, count)
                        .filter(k -> probabilities[from + k] > 0)
                        .toArray();
                double sum = Arrays.stream(numbers[i])
                        .mapToDouble(k -> probabilities[from + k])
                        .sum();
                weights[i] = Arrays.stream(numbers[i])
                        .mapToDouble(k -> probabilities[from + k] / sum)
                        .toArray();
            }
            return recipe.train(
                    recipe.trained(),
                    new RelabelledData(data, new SoftLabels(numbers, weights, labels.classNames())),
                    Optional.empty(),
                    context);
        }
    }
}
