package io.winnow.trainer.recipe.rcal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.TrueLabels;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.models.pretrained.SafeTensors;
import io.winnow.trainer.calibrate.ClassGaussians;
import io.winnow.trainer.evaluate.LabelPurity;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Representations;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.recipe.supervised.GivenClasses;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The stage of the distributional calibration (section 3.2): it estimates a robust Gaussian of each noisy class, calibrates those of rare
 * classes, and samples points from them.
 */
record Calibration(Rcal recipe) {
    private static final String POINTS = "points.safetensors";
    private static final String POSTERIORS = "posteriors.npy";
    /** Ridge on the covariances, which keeps Gaussians estimated from few examples from giving posteriors of exactly 0 or 1. */
    private static final double RIDGE = 0.1;

    private static final String PURITY = "purity.json";

    /** Stream of the seed of this stage with which points are drawn from the Gaussians. */
    private static final long SAMPLED_POINTS = 1;

    StageResult run(StageContext context) throws IOException {
        CalibrateOptions options = recipe.calibrate();
        try (TaskData data = context.open(recipe.data());
                NDManager scope = context.manager().newSubManager()) {
            CalibrateOptions.Labelled labelled = options.labelled(data, context.progress()::say);
            options.write(labelled, context.folder());
            ClassLabels given = GivenClasses.of(labelled.data());
            NDArray z = Representations.train(context.folderOf(Rcal.CONTRAST), scope);
            boolean[] keep = options.select().keep(z, given.classes(), given.classCount());
            for (int i = 0; i < keep.length; i++) {
                keep[i] |= labelled.trusted()[i];
            }
            Map<String, Double> metrics = new LinkedHashMap<>(data.labelFigures());
            metrics.put(
                    "kept",
                    (double) IntStream.range(0, keep.length)
                                    .filter(i -> keep[i])
                                    .count()
                            / keep.length);
            Optional<TrueLabels> truth = data.trueLabels();
            if (truth.isPresent()) {
                List<LabelPurity> purity = LabelPurity.of(truth.get(), given.classes(), keep, given.classNames());
                AtomicFiles.write(context.folder().resolve(PURITY), Json.page(purity));
                metrics.putAll(LabelPurity.metrics(purity));
            }
            try (ClassGaussians own = ClassGaussians.of(z, given.classes(), given.classCount(), keep);
                    ClassGaussians calibrated = own.borrow(options.borrow())) {
                if (recipe.refine().isPresent()) {
                    try (NDArray posteriors = calibrated.posteriors(z, given.classes(), RIDGE)) {
                        VectorFiles.write(
                                context.folder().resolve(POSTERIORS), posteriors.toType(DataType.FLOAT32, false));
                    }
                }
                if (options.points().perClass() > 0) {
                    write(
                            calibrated.sample(
                                    options.points().perClass(),
                                    CounterRandom.key(context.seed(), SAMPLED_POINTS),
                                    scope),
                            context.folder().resolve(POINTS),
                            scope);
                }
            }
            return StageResult.of(metrics);
        }
    }

    private static void write(ClassGaussians.Points points, Path file, NDManager scope) throws IOException {
        NDArray classes =
                scope.create(Arrays.stream(points.classes()).asLongStream().toArray());
        AtomicFiles.write(
                file,
                temporary ->
                        SafeTensors.write(temporary, Map.of("points", points.vectors(), "classes", classes), Map.of()));
    }

    /** Reads the purity of each class, before and after the selection, that {@link #run} wrote; empty if the true labels are not known. */
    static Optional<List<LabelPurity>> purity(Path folder) throws IOException {
        Path file = folder.resolve(PURITY);
        return Files.exists(file) ? Optional.of(List.of(Json.read(file, LabelPurity[].class))) : Optional.empty();
    }

    /** Reads the posteriors of the Gaussians for the training examples (N * C), row-major, that {@link #run} wrote into a folder. */
    static float[] posteriors(Path folder, NDManager scope) throws IOException {
        return VectorFiles.read(folder.resolve(POSTERIORS), scope).toFloatArray();
    }

    /** Reads the points that {@link #run} wrote into a folder; empty if the configuration turns points off. */
    static Optional<ClassGaussians.Points> points(Rcal recipe, Path folder, NDManager manager) throws IOException {
        if (recipe.calibrate().points().perClass() == 0) {
            return Optional.empty();
        }
        Map<String, NDArray> saved = SafeTensors.read(folder.resolve(POINTS), manager);
        try (NDArray classes = saved.get("classes")) {
            return Optional.of(new ClassGaussians.Points(
                    saved.get("points"),
                    Arrays.stream(classes.toLongArray())
                            .mapToInt(Math::toIntExact)
                            .toArray()));
        }
    }
}
