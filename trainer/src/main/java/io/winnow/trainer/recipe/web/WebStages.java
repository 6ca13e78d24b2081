package io.winnow.trainer.recipe.web;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.models.head.ProjectedHead;
import io.winnow.models.layer.LowRankAdapter;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.evaluate.CorrectionReport;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.ClassifierTraining;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stages before the classifier: the first training, the trusted examples, and the training that corrects labels. */
final class WebStages {
    private static final String NETWORK = "network.safetensors";
    private static final String HEAD = "head.";
    private static final String CLASSIFIER = HEAD + ProjectedHead.CLASSIFIER + ".";

    private final Web recipe;

    WebStages(Web recipe) {
        this.recipe = recipe;
    }

    /** Trains on the given labels and the contrast of views, without prototypes. */
    StageResult vanilla(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            Map<String, NDArray> start = recipe.start().isEmpty()
                    ? Map.of()
                    : Embedder.read(context.folderOf(Web.PRETRAIN).resolve(Representations.ENCODER), scope);
            return train(recipe.correct().first(), data, Optional.empty(), start, context)
                    .result();
        }
    }

    /** Finds the trusted examples. */
    StageResult anchors(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data())) {
            ClassLabels given = GivenClasses.of(data);
            Trusted found = recipe.anchors().find(data, scope -> vectors(data, context, scope), context);
            found.write(context.folder());
            warnOfClasses(found, given, context);
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("anchors", (double) found.rows().length);
            int[] classes = found.corrected(given.classes());
            boolean[] all = new boolean[classes.length];
            data.trueLabels().ifPresent(truth -> {
                Map<String, Double> figures = CorrectionReport.of(
                                truth, given.classes(), classes, all, found.marks(classes.length))
                        .metrics();
                metrics.put("label_accuracy", figures.get("label_accuracy_before"));
                if (figures.containsKey("anchor_accuracy")) {
                    metrics.put("anchor_accuracy", figures.get("anchor_accuracy"));
                }
            });
            return StageResult.of(metrics);
        }
    }

    private void warnOfClasses(Trusted found, ClassLabels given, StageContext context) {
        int[] anchors = new int[given.classCount()];
        for (int each : found.classes()) {
            anchors[each]++;
        }
        boolean checked = recipe.anchors() instanceof AnchorSource.FromFile;
        for (int k = 0; k < anchors.length && found.rows().length > 0; k++) {
            String name = given.classNames().get(k);
            if (anchors[k] == 0) {
                context.progress()
                        .say(
                                "Warning: the class " + name
                                        + " has no anchor (trusted example), and therefore no prototype until an example gets its label.");
            } else if (!checked && anchors[k] == given.counts()[k]) {
                context.progress()
                        .say("Warning: all examples of the class " + name + " are anchors (trusted examples), which is "
                                + anchors[k] + ", so that none of its labels will be corrected. Lower anchors.count.");
            }
        }
    }

    private float[][] vectors(TaskData data, StageContext context, NDManager scope) {
        Path weights = context.folderOf(Web.VANILLA).resolve(Representations.ENCODER);
        try (Embedder encoder = Embedder.load(
                        recipe.classify().encoder(), data.inputs().preprocessing(), weights, context.manager());
                NDArray rows = encoder.embed(data, TaskData.Part.TRAIN, scope)) {
            return Tensors.rows(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains with prototypes and corrected labels, and writes the labels of all examples. */
    StageResult correct(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            Trusted anchors = Trusted.read(context.folderOf(Web.ANCHORS));
            Map<String, NDArray> start =
                    Embedder.read(context.folderOf(Web.VANILLA).resolve(NETWORK), scope);
            Trained trained = train(recipe.correct().training(), data, Optional.of(anchors), start, context);
            int[] given = GivenClasses.of(data).classes();
            CorrectedLabels labels = new CorrectedLabels(
                    given, anchors.marks(given.length), trained.decided().orElseThrow());
            labels.write(data, context.folder());
            context.progress()
                    .say("Wrote the labels that are kept to "
                            + context.folder().resolve(CorrectedLabels.KEPT)
                            + " (a file for data.labels.file of other trainings), and what became of every label to "
                            + context.folder().resolve(CorrectedLabels.ALL) + ".");
            labels.lost(((ClassLabels) data.trainLabels()).classNames()).ifPresent(context.progress()::say);
            Map<String, Double> metrics = new LinkedHashMap<>(trained.result().metrics());
            metrics.putAll(labels.metrics(data));
            return StageResult.of(metrics);
        }
    }

    /** The result of a training, and what its network says of the labels; empty without prototypes, which it decides by. */
    private record Trained(StageResult result, Optional<WebObjective.Decided> decided) {}

    private Trained train(
            TrainingOptions training,
            TaskData data,
            Optional<Trusted> anchors,
            Map<String, NDArray> start,
            StageContext context)
            throws IOException {
        int[] given = GivenClasses.of(data).classes();
        List<WebObjective> created = new ArrayList<>();
        List<WebObjective.Decided> decided = new ArrayList<>();
        StageResult result = EncoderTraining.run(
                training,
                data,
                context,
                manager -> {
                    created.add(new WebObjective(
                            recipe.correct(), recipe.classify().encoder(), data, given, anchors, start, manager));
                    return created.get(0);
                },
                (trained, scope) -> {
                    save(created.get(0).saved(trained, scope), context.folder());
                    if (anchors.isPresent()) {
                        decided.add(created.get(0).decided(trained));
                    }
                },
                Optional.empty());
        return new Trained(result, decided.stream().findFirst());
    }

    /** Saves all of the network, and the encoder with its classifier alone, under the names of a plain classifier. */
    private static void save(Map<String, NDArray> all, Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(NETWORK), file -> SafeTensors.write(file, all, Map.of("format", "winnow-1")));
        Map<String, NDArray> classifier = new LinkedHashMap<>();
        LowRankAdapter.merged(all).forEach((name, array) -> {
            if (name.startsWith(Embedder.PREFIX)) {
                classifier.put(name, array);
            } else if (name.startsWith(CLASSIFIER)) {
                classifier.put(HEAD + name.substring(CLASSIFIER.length()), array);
            }
        });
        AtomicFiles.write(
                folder.resolve(ClassifierTraining.CLASSIFIER),
                file -> SafeTensors.write(file, classifier, Map.of("format", "winnow-1")));
    }
}
