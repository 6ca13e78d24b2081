package io.winnow.trainer.recipe.mlcd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.Labels;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.cluster.ClusterAgreement;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.HierarchicalKMeans;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.modality.EncoderConfig;
import io.winnow.trainer.modality.EncoderFile;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorFiles;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The stages of one round of MLCD.
 *
 * @param recipe configuration of the run
 * @param round number of the round, from 1
 */
record MlcdRound(Mlcd recipe, int round) {
    private static final String CELLS = "cells";
    private static final String CENTERS = "centers.safetensors";
    private static final String PARTIAL = "partial.safetensors";
    private static final String LABELS = "labels.bin";

    /** Returns the name of a stage in this round. */
    String name(String stage) {
        return round == 1 ? stage : stage + "-" + round;
    }

    /** Computes the vectors and writes {@code train.npy}, {@code test.npy} and the encoder that made them, if there is one. */
    StageResult embed(StageContext context) throws IOException {
        try (TaskData data = context.open(recipe.data())) {
            if (round > 1) {
                Path before = context.folderOf(new MlcdRound(recipe, round - 1).name("discriminate"))
                        .resolve(Representations.ENCODER);
                return embedBy(before, recipe.discriminate().encoder(), data, context, Map.of());
            }
            EmbedSource source = recipe.embed();
            if (source instanceof EmbedSource.Pretrain moco) {
                StageResult trained = moco.pretrain().train(data, context);
                return embedBy(
                        context.folder().resolve(Representations.ENCODER),
                        moco.pretrain().encoder(),
                        data,
                        context,
                        trained.metrics());
            } else if (source instanceof EmbedSource.EarlierRun earlier) {
                FinishedRun run = FinishedRun.open(earlier.run());
                EncoderRecipe.TrainedEncoder encoder =
                        earlier.stage().map(run::encoder).orElseGet(run::encoder);
                return embedBy(run.encoderFile(encoder), encoder.network(), data, context, Map.of());
            } else if (source instanceof EmbedSource.Features features) {
                return features(features, data, context);
            } else if (source instanceof EmbedSource.EncoderFile file) {
                try (EncoderFile encoder = EncoderFile.open(file.file(), file.batchSize(), context.manager())) {
                    Representations.write(
                            context.folder(),
                            encoder.embed(data, TaskData.Part.TRAIN),
                            Optional.of(encoder.embed(data, TaskData.Part.TEST)));
                }
            } else {
                Representations.write(
                        context.folder(),
                        data.raw(TaskData.Part.TRAIN, context.manager()),
                        Optional.of(data.raw(TaskData.Part.TEST, context.manager())));
            }
            return StageResult.of(Map.of("images", (double) data.trainExamples().length));
        }
    }

    private static StageResult embedBy(
            Path weights, EncoderConfig network, TaskData data, StageContext context, Map<String, Double> before)
            throws IOException {
        Map<String, Double> metrics = new LinkedHashMap<>(before);
        metrics.put("embedded_" + data.unit() + "_per_second", Representations.write(weights, network, data, context));
        return StageResult.of(metrics);
    }

    private static StageResult features(EmbedSource.Features features, TaskData data, StageContext context)
            throws IOException {
        int images = data.trainExamples().length;
        take(features.train(), Representations.trainFile(context.folder()), images, "training images in use", context);
        if (features.test().isPresent()) {
            take(
                    features.test().get(),
                    Representations.testFile(context.folder()),
                    data.test().size(),
                    "test images",
                    context);
        }
        return StageResult.of(Map.of("images", (double) images));
    }

    /** Copies a file of vectors as .npy. A file that already is .npy is not read into memory. */
    private static void take(Path file, Path target, int images, String of, StageContext context) throws IOException {
        if (file.toString().endsWith(".npy")) {
            try (VectorTiles tiles = VectorTiles.npy(file)) {
                requireRows(file, tiles.rows(), images, of);
            }
            AtomicFiles.write(target, temporary -> Files.copy(file, temporary));
            return;
        }
        try (NDArray vectors = VectorFiles.read(file, context.manager())) {
            requireRows(file, vectors.getShape().get(0), images, of);
            VectorFiles.write(target, vectors);
        }
    }

    private static void requireRows(Path file, long rows, int images, String of) {
        if (rows != images) {
            throw new UserException(file + " must have one row per image: it has " + rows + " rows, but there are "
                    + images + " " + of + ". Compute the vectors for exactly these images, in their order.");
        }
    }

    /** Clusters the transformed vectors. A clustering that was stopped is continued. */
    StageResult cluster(StageContext context) throws IOException {
        try (VectorTiles vectors = transformed(context)) {
            try (Clusters clusters =
                    recipe.cluster().hierarchy().isPresent() ? inCells(vectors, context) : inMemory(vectors, context)) {
                AtomicFiles.write(
                        context.folder().resolve(CENTERS),
                        temporary -> SafeTensors.write(temporary, Map.of("centers", clusters.centers()), Map.of()));
                Files.deleteIfExists(context.folder().resolve(PARTIAL));
                AtomicFiles.delete(context.folder().resolve(CELLS));
                return StageResult.of(Map.of(
                        "objective", clusters.objective(),
                        "iterations", (double) clusters.iterations(),
                        "reseeded", (double) clusters.reseeded()));
            }
        }
    }

    private Clusters inCells(VectorTiles vectors, StageContext context) throws IOException {
        int cells = recipe.cluster().hierarchy().orElseThrow().cells();
        try (Progress.Task task = context.progress().start(context.label(), "cells", 0, cells)) {
            return new HierarchicalKMeans(recipe.cluster(), context.seed())
                    .fit(
                            vectors,
                            context.folder().resolve(CELLS),
                            context.manager(),
                            new CellsProgress(task, context.stop()));
        }
    }

    /** Shows the progress of a two-level clustering, and ends it if the run was asked to stop. */
    private record CellsProgress(Progress.Task task, StopSignal stop) implements HierarchicalKMeans.Listener {
        @Override
        public void firstLevel(int iteration) {
            task.at(0, "first level: iteration " + iteration);
            stop.check();
        }

        @Override
        public void written(long vectors, long all) {
            task.at(0, "vectors to cells: " + vectors + " of " + all);
            stop.check();
        }

        @Override
        public void cells(int done) {
            task.at(done, "");
            stop.check();
        }
    }

    private Clusters inMemory(VectorTiles tiles, StageContext context) throws IOException {
        NDManager manager = context.manager();
        Path partial = context.folder().resolve(PARTIAL);
        KMeans.State from = null;
        if (Files.exists(partial)) {
            Map<String, NDArray> saved = SafeTensors.read(partial, manager);
            Map<String, String> counts = SafeTensors.metadata(partial);
            from = new KMeans.State(
                    Integer.parseInt(counts.get("iteration")),
                    saved.get("centers"),
                    saved.get("weights"),
                    0,
                    0,
                    Integer.parseInt(counts.get("reseeded")),
                    saved.get("assignment").toIntArray());
        }
        int done = from == null ? 0 : from.iteration();
        context.metrics().rewind(context.label(), done);
        try (Progress.Task task = context.progress()
                .start(context.label(), "iterations", done, recipe.cluster().iterations())) {
            NDArray vectors = tiles.read(0, Math.toIntExact(tiles.rows()), manager);
            return new KMeans(recipe.cluster(), context.seed())
                    .fit(vectors, from, state -> report(state, partial, task, context));
        }
    }

    private static void report(KMeans.State state, Path partial, Progress.Task task, StageContext context)
            throws IOException {
        try (NDArray assignment = context.manager().create(state.assignment())) {
            AtomicFiles.write(
                    partial,
                    temporary -> SafeTensors.write(
                            temporary,
                            Map.of("centers", state.centers(), "weights", state.weights(), "assignment", assignment),
                            Map.of(
                                    "iteration", Integer.toString(state.iteration()),
                                    "reseeded", Integer.toString(state.reseeded()))));
        }
        context.record(
                state.iteration(),
                Map.of("objective", state.objective(), "moved", (double) state.moved(), "reseeded", (double)
                        state.reseeded()));
        task.at(
                state.iteration(),
                String.format(Locale.ROOT, "objective %.4f, %d moved", state.objective(), state.moved()));
        context.stop().check();
    }

    private VectorTiles transformed(StageContext context) throws IOException {
        Path file = Representations.trainFile(context.folderOf(name("embed")));
        if (recipe.transform().isRowWise()) {
            return VectorTiles.npy(file).map(recipe.transform()::apply);
        }
        try (NDArray vectors = VectorFiles.read(file, context.manager())) {
            return VectorTiles.of(recipe.transform().apply(vectors));
        }
    }

    /** Assigns the l nearest centers to each image. If there are labels, their agreement with the nearest center is reported. */
    StageResult assign(StageContext context) throws IOException {
        NDArray centers = SafeTensors.read(context.folderOf(name("cluster")).resolve(CENTERS), context.manager())
                .get("centers");
        Path file = context.folder().resolve(LABELS);
        try (VectorTiles vectors = transformed(context)) {
            Assignment.write(
                    file, vectors, centers, recipe.labels(), recipe.cluster().metric());
        }
        try (TaskData data = context.open(recipe.data());
                Assignment assignment = Assignment.open(file, data.trainExamples())) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("labels", (double) recipe.labels());
            if (data.trainLabels() instanceof Labels.Single labels) {
                ClusterAgreement agreement = new ClusterAgreement(assignment.nearest(), labels.classes());
                metrics.put("purity", agreement.purity());
                metrics.put("nmi", agreement.normalizedMutualInformation());
            }
            return StageResult.of(metrics);
        }
    }

    /** Trains the encoder to discriminate between the centers. */
    StageResult discriminate(StageContext context) throws IOException {
        Discriminate options = recipe.discriminate();
        try (TaskData data = context.open(recipe.data());
                Assignment assignment =
                        Assignment.open(context.folderOf(name("assign")).resolve(LABELS), data.trainExamples())) {
            Optional<MlcdObjective.Warm> warm = warmStart(context, context.manager());
            return EncoderTraining.run(
                    options.training(),
                    data,
                    context,
                    manager -> new MlcdObjective(options, data, assignment, warm, manager));
        }
    }

    private static NDArray representations(Path embedded, NDManager scope) {
        try {
            return Representations.train(embedded, scope);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<MlcdObjective.Warm> warmStart(StageContext context, NDManager manager) throws IOException {
        if (recipe.discriminate().start() == Discriminate.Start.RANDOM) {
            return Optional.empty();
        }
        Path embedded = context.folderOf(name("embed"));
        Path weights = embedded.resolve(Representations.ENCODER);
        if (!Files.exists(weights)) {
            throw new UserException(
                    "recipe.discriminate.start is warm, but the stage that made the embedding left no encoder to start from: "
                            + weights + " does not exist. Set recipe.discriminate.start to random.");
        }
        return Optional.of(
                new MlcdObjective.Warm(SafeTensors.read(weights, manager), scope -> representations(embedded, scope)));
    }
}
