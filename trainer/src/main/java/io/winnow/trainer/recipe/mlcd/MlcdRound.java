package io.winnow.trainer.recipe.mlcd;

import static io.winnow.trainer.recipe.mlcd.MlcdStage.ASSIGN;
import static io.winnow.trainer.recipe.mlcd.MlcdStage.CLUSTER;
import static io.winnow.trainer.recipe.mlcd.MlcdStage.DISCRIMINATE;
import static io.winnow.trainer.recipe.mlcd.MlcdStage.EMBED;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.cluster.ClusterAgreement;
import io.winnow.trainer.cluster.DistributedNearest;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderSource;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One round of MLCD, as the paper tells it (section 3): embed the examples, cluster their vectors, assign the nearest centers to each example as
 * its labels, and train the encoder to discriminate between the centers.
 *
 * @param recipe configuration of the run
 * @param round number of the round, from 1
 */
record MlcdRound(Mlcd recipe, int round) {
    List<Stage> stages() {
        return List.of(
                Stage.of(EMBED.in(round), context -> context.with(recipe.data(), this::embed)),
                Stage.of(CLUSTER.in(round), this::cluster),
                Stage.of(ASSIGN.in(round), this::assign),
                Stage.of(DISCRIMINATE.in(round), context -> context.with(recipe.data(), this::discriminate)));
    }

    /** Computes the vectors of all examples: in the first round with the configured source, later with the encoder of the round before. */
    private StageResult embed(TaskData data, StageContext context) throws IOException {
        if (round == 1) {
            return recipe.embed().write(data, context);
        }
        Path before = context.folderOf(DISCRIMINATE.in(round - 1)).resolve(Representations.ENCODER);
        return StageResult.of(
                Representations.write(before, recipe.discriminate().encoder(), data, context));
    }

    /** Clusters the vectors into k centers. */
    private StageResult cluster(StageContext context) throws IOException {
        try (VectorTiles vectors = vectors(context)) {
            return new Clustering(recipe.cluster(), context).run(vectors);
        }
    }

    /**
     * Assigns to each example the l centers nearest to its vector: its positive classes (section 3.2). If the examples have one class each, the
     * agreement of the classes with the nearest centers is reported.
     */
    private StageResult assign(StageContext context) throws IOException {
        NDArray centers = Clustering.centers(context.folderOf(CLUSTER.in(round)), context.manager());
        Path file = Assignment.in(context.folder());
        try (VectorTiles vectors = vectors(context)) {
            if (context.workers().isPresent()) {
                Path shared = context.folder().resolve("nearest");
                Assignment.write(
                        file,
                        new DistributedNearest(
                                context.workers().get(), Clustering.shared(vectors, shared, context.manager()), shared),
                        centers,
                        recipe.labels(),
                        recipe.cluster().metric());
                AtomicFiles.delete(shared);
            } else {
                Assignment.write(
                        file,
                        vectors,
                        centers,
                        recipe.labels(),
                        recipe.cluster().metric());
            }
        }
        try (TaskData data = context.open(recipe.data());
                Assignment assignment = Assignment.open(file, data.trainExamples())) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("labels", (double) recipe.labels());
            if (data.trainLabels() instanceof ClassLabels labels) {
                ClusterAgreement agreement = new ClusterAgreement(assignment.nearest(), labels.classes());
                metrics.put("purity", agreement.purity());
                metrics.put("nmi", agreement.normalizedMutualInformation());
            }
            return StageResult.of(metrics);
        }
    }

    /** Trains the encoder to recognise the positive centers of each image among sampled ones (section 3.3). */
    private StageResult discriminate(TaskData data, StageContext context) throws IOException {
        Path labels = Assignment.in(context.folderOf(ASSIGN.in(round)));
        try (Assignment assignment = Assignment.open(labels, data.trainExamples())) {
            Discriminate options = recipe.discriminate();
            boolean left = round > 1 || recipe.embed() instanceof EncoderSource;
            Optional<MlcdObjective.Warm> warm = options.start() == Discriminate.Start.WARM && left
                    ? Optional.of(warm(context.folderOf(EMBED.in(round)), context.manager()))
                    : Optional.empty();
            return EncoderTraining.run(
                    options.training(),
                    data,
                    context,
                    manager -> new MlcdObjective(options, data, assignment, warm, context.following(), manager));
        }
    }

    /** Opens the vectors of the training examples that are clustered: the transformed ones. */
    private VectorTiles vectors(StageContext context) throws IOException {
        Path file = Representations.trainFile(context.folderOf(EMBED.in(round)));
        if (recipe.transform().isRowWise()) {
            return VectorTiles.npy(file).map(recipe.transform()::apply);
        }
        try (NDArray vectors = VectorFiles.read(file, context.manager())) {
            return VectorTiles.of(recipe.transform().apply(vectors));
        }
    }

    /** Reads the encoder that made the vectors, and the vectors before they were transformed. */
    private static MlcdObjective.Warm warm(Path embedded, NDManager manager) throws IOException {
        Path weights = embedded.resolve(Representations.ENCODER);
        if (!Files.exists(weights)) {
            throw new UserException(
                    "recipe.discriminate.start is warm, but the stage that made the embedding left no encoder to start from: "
                            + weights + " does not exist. Set recipe.discriminate.start to random.");
        }
        return new MlcdObjective.Warm(Embedder.read(weights, manager), scope -> {
            try {
                return Representations.train(embedded, scope);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
