package io.winnow.trainer.recipe.weak.bag;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.trainer.calibrate.NearestRows;
import io.winnow.trainer.evaluate.ProportionReport;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.RelabelledData;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.Classifier;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.weak.Weak;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The stages that correct a classifier by belief propagation: beliefs of the members of all bags, and a training on them. */
final class Propagation {
    /** Name of the stage that trains the classifier which is corrected. */
    static final String ESTIMATE = "estimate";

    private static final String BELIEFS = "beliefs.npy";
    private static final double SURE = 1e-6;

    private final PropagateOptions options;
    private final Weak recipe;

    Propagation(PropagateOptions options, Weak recipe) {
        this.options = options;
        this.recipe = recipe;
    }

    /**
     * Computes what is believed of each member, and writes it.
     *
     * @param source the stage that trained the classifier
     */
    StageResult run(String source, StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            BagLabels bags = (BagLabels) data.trainLabels();
            Path folder = context.folderOf(source);
            float[] probabilities;
            try (Classifier classifier = Classifier.load(
                    recipe.trained(),
                    data,
                    folder.resolve(ClassifierTraining.CLASSIFIER),
                    Optional.empty(),
                    context.manager())) {
                probabilities = classifier.predictions(data, TaskData.Part.TRAIN, scope);
            }
            NeighbourGraph graph = graph(data, folder, scope);
            int classes = bags.classCount();
            Map<String, Double> metrics = new LinkedHashMap<>();
            float[] beliefs = new float[probabilities.length];
            // Of two classes, the second decides; of more, each is one against the rest.
            for (int k = classes == 2 ? 1 : 0; k < classes; k++) {
                BeliefPropagation.Beliefs found = propagate(bags, graph, probabilities, k);
                metrics.merge("last_change", found.lastChange(), Math::max);
                metrics.merge("damping", found.damping(), Math::max);
                for (int i = 0; i < bags.size(); i++) {
                    beliefs[i * classes + k] = (float) found.probabilities()[i];
                }
            }
            normalise(beliefs, classes);
            if (metrics.get("last_change") > BeliefPropagation.TOLERANCE) {
                context.progress()
                        .say("Messages have not converged: the largest change in the last of " + options.messages()
                                + " rounds is " + metrics.get("last_change")
                                + ". Lower target.propagate.edge_weight or raise messages.");
            }
            metrics.put("edges", (double) graph.size());
            metrics.put("share_error", ProportionReport.of(beliefs, bags).shareError());
            data.trueLabels().ifPresent(truth -> {
                metrics.put("member_accuracy_before", ProportionReport.memberAccuracy(probabilities, truth));
                metrics.put("member_accuracy", ProportionReport.memberAccuracy(beliefs, truth));
            });
            VectorFiles.write(
                    context.folder().resolve(BELIEFS), scope.create(beliefs, new Shape(bags.size(), classes)));
            MemberTables.write(beliefs, bags, data, context.folder());
            return StageResult.of(metrics);
        }
    }

    private BeliefPropagation.Beliefs propagate(BagLabels bags, NeighbourGraph graph, float[] probabilities, int k) {
        int classes = bags.classCount();
        double[] evidence = new double[bags.size()];
        for (int i = 0; i < evidence.length; i++) {
            double p = Math.min(1 - SURE, Math.max(SURE, probabilities[i * classes + k]));
            evidence[i] = Math.max(-options.evidence(), Math.min(options.evidence(), Math.log(p / (1 - p))));
        }
        int[][] members = bags.members();
        int[] known = IntStream.range(0, members.length)
                .filter(b -> members[b].length > 0)
                .toArray();
        return options.propagation()
                .propagate(
                        Arrays.stream(known).mapToObj(b -> members[b]).toArray(int[][]::new),
                        Arrays.stream(known)
                                .mapToDouble(b -> bags.bagShares()[b][k] * members[b].length)
                                .toArray(),
                        graph,
                        evidence);
    }

    private NeighbourGraph graph(TaskData data, Path folder, NDManager scope) throws IOException {
        if (options.edgeWeight() == 0) {
            return NeighbourGraph.EMPTY;
        }
        NDArray vectors;
        if (options.space() == PropagateOptions.Space.INPUTS) {
            vectors = data.raw(TaskData.Part.TRAIN, scope);
        } else {
            try (Embedder encoder = Embedder.load(
                    recipe.classify().encoder(),
                    data.inputs().preprocessing(),
                    folder.resolve(Representations.ENCODER),
                    scope)) {
                vectors = encoder.embed(data, TaskData.Part.TRAIN, scope);
            }
        }
        return NeighbourGraph.of(
                NearestRows.byCosine(vectors, options.neighbours()),
                options.neighbours(),
                vectors.toFloatArray(),
                true);
    }

    /** Makes the beliefs of each example a distribution: the second of two classes is given, of more each for itself. */
    private static void normalise(float[] beliefs, int classes) {
        for (int from = 0; from < beliefs.length; from += classes) {
            if (classes == 2) {
                beliefs[from] = 1 - beliefs[from + 1];
            } else {
                double sum = 0;
                for (int k = 0; k < classes; k++) {
                    sum += beliefs[from + k];
                }
                for (int k = 0; k < classes; k++) {
                    beliefs[from + k] = sum > 0 ? (float) (beliefs[from + k] / sum) : 1f / classes;
                }
            }
        }
    }

    /**
     * Trains a classifier on beliefs.
     *
     * @param beliefs the stage that computed them
     */
    StageResult train(String beliefs, StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            float[] probabilities = VectorFiles.read(context.folderOf(beliefs).resolve(BELIEFS), scope)
                    .toFloatArray();
            TaskData believed = new RelabelledData(data, labels(probabilities, (BagLabels) data.trainLabels()));
            return recipe.train(recipe.classify(), believed, Optional.empty(), context);
        }
    }

    private SoftLabels labels(float[] probabilities, BagLabels bags) {
        int classes = bags.classCount();
        int[][] numbers = new int[bags.size()][];
        double[][] weights = new double[bags.size()][];
        for (int i = 0; i < numbers.length; i++) {
            int from = i * classes;
            int chosen = Ranks.largest(probabilities, from, classes);
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += probabilities[from + k];
            }
            double whole = sum;
            numbers[i] = IntStream.range(0, classes)
                    .filter(k -> options.labels() == PropagateOptions.Pseudo.HARD
                            ? k == chosen
                            : probabilities[from + k] > 0)
                    .toArray();
            weights[i] = options.labels() == PropagateOptions.Pseudo.HARD
                    ? new double[] {1}
                    : Arrays.stream(numbers[i])
                            .mapToDouble(k -> probabilities[from + k] / whole)
                            .toArray();
        }
        return new SoftLabels(numbers, weights, bags.classNames());
    }
}
