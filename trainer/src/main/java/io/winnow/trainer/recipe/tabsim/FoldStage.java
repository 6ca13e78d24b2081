package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.ExampleBatch;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.datasets.random.Permutation;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.LeakReport;
import io.winnow.datasets.table.PairSplit;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import io.winnow.models.torch.ParameterArena;
import io.winnow.trainer.engine.Selection;
import io.winnow.trainer.recipe.EncoderTraining;
import io.winnow.trainer.recipe.Feed;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.table.PairCalibration;
import io.winnow.trainer.table.PairFigures;
import io.winnow.trainer.table.TableEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The stages that train an encoder: one per fold, which also evaluates it on the test pairs of the fold, and one on all pairs. */
final class FoldStage {
    /** Name of the file with the test pairs and their distances, in the folder of a fold. */
    static final String PAIRS = "pairs.jsonl";

    /** Name of the file that reports what training and test pairs have in common, in the folder of a fold. */
    private static final String LEAKS = "leaks.json";

    private FoldStage() {}

    static StageResult run(TabSim recipe, int fold, StageContext context) throws IOException {
        Folds folds = Folds.open(recipe, context);
        PairSplit split = folds.split(fold);
        Map<String, Double> training = train(folds, folds.validation(split, fold), context);
        Map<String, Double> metrics;
        Path baselines = context.folderOf(TabSim.BASELINES);
        try (TableEncoder encoder =
                recipe.load(context.folder(), baselines, Optional.of(baselines), context.manager())) {
            metrics = new LinkedHashMap<>(judge(encoder, folds.set(), split.test(), context));
        }
        metrics.putAll(training);
        LeakReport leaks = LeakReport.of(folds.set(), split);
        AtomicFiles.write(context.folder().resolve(LEAKS), Json.page(leaks));
        metrics.put("test_pairs_touching_train", (double) leaks.testPairsTouchingTrain());
        return StageResult.of(metrics);
    }

    /** Trains on the pairs of all folds, except those held out for validation. */
    static StageResult fit(TabSim recipe, StageContext context) throws IOException {
        Folds folds = Folds.open(recipe, context);
        Map<String, Double> training = train(folds, folds.validation(folds.all(), -1), context);
        FittedTables.keepExamples(folds.set(), context.folder());
        return StageResult.of(training);
    }

    /** Computes the metrics of the test pairs and writes a file of the pairs with their distances. */
    private static Map<String, Double> judge(TableEncoder encoder, GradedPairs set, int[] test, StageContext context)
            throws IOException {
        PairCalibration calibration = PairCalibration.read(context.folder());
        double[] distances;
        try (PairTables tables = new PairTables(set, test, encoder)) {
            distances = tables.distances(test, context.manager());
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < test.length; i++) {
            TablePair pair = set.pairs().get(test[i]);
            rows.add(List.of(
                    pair.a(),
                    pair.b(),
                    pair.score(),
                    pair.similar(),
                    distances[i],
                    distances[i] <= calibration.threshold(),
                    calibration.probability().score(distances[i]),
                    calibration.grade().score(distances[i])));
        }
        TableFile.write(
                context.folder().resolve(PAIRS),
                List.of("a", "b", "score", "similar", "distance", "predicted_similar", "probability", "grade"),
                rows);
        return new PairFigures(set, test, distances).metrics(calibration);
    }

    /**
     * Trains and calibrates an encoder, and saves both the encoder and its calibration.
     *
     * @param split pairs to train on, and, as its test pairs, the pairs to validate on
     * @return metrics of the training
     */
    private static Map<String, Double> train(Folds folds, PairSplit split, StageContext context) throws IOException {
        TabSim recipe = folds.recipe();
        GradedPairs set = folds.set();
        int[] pairs = PairObjective.used(set, recipe.loss(), split.train());
        boolean byQuery = !recipe.encoder().siamese();
        FoldTraining training = new FoldTraining(folds, split, pairs, context);
        EncoderTraining.Trained trained = EncoderTraining.train(
                recipe.training().keepingBest(PairObjective.VALIDATION_LOSS),
                context,
                training,
                () -> Feed.shuffled(
                        new PairLoader(set, pairs, recipe.training().batchSize(), byQuery),
                        recipe.training().batchSize(),
                        "pairs",
                        // Results depend on the order, so it is that of all earlier runs.
                        Optional.of((seed, epoch) -> Permutation.of(pairs.length, CounterRandom.key(seed, epoch)))),
                training);
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("threshold", training.calibration.threshold());
        metrics.put("train_pairs", (double) pairs.length);
        metrics.put("validation_pairs", (double) split.test().length);
        metrics.put("steps", (double) trained.result().step());
        metrics.put("best_step", (double)
                trained.selected().map(Selection::step).orElse(trained.result().step()));
        metrics.putAll(trained.speed("pairs"));
        metrics.put("padding", training.padding);
        AtomicFiles.delete(context.training().folder());
        return metrics;
    }

    /** Starts an encoder, and calibrates and saves it once it is trained. */
    private static final class FoldTraining
            implements EncoderTraining.ObjectiveFactory<ExampleBatch>, EncoderTraining.Saving {
        private final Folds folds;
        private final PairSplit split;
        private final int[] pairs;
        private final StageContext context;
        private PairObjective objective;
        private PairCalibration calibration;
        private double padding;

        /** @param pairs indices of the pairs that the loss uses */
        FoldTraining(Folds folds, PairSplit split, int[] pairs, StageContext context) {
            this.folds = folds;
            this.split = split;
            this.pairs = pairs;
            this.context = context;
        }

        @Override
        public PairObjective objective(NDManager manager) throws IOException {
            TabSim recipe = folds.recipe();
            Path baselines = context.folderOf(TabSim.BASELINES);
            TableEncoder encoder = TableEncoder.start(
                    recipe.encoder().at(baselines),
                    recipe.unitLength(),
                    recipe.training().precision(),
                    tables(folds.set(), split.train()),
                    Optional.of(baselines),
                    manager);
            objective = new PairObjective(
                    folds.set(),
                    encoder,
                    recipe.loss(),
                    pairs,
                    split.test(),
                    recipe.training().batchSize());
            return objective;
        }

        @Override
        public void save(ParameterArena trained, NDManager scope) throws IOException {
            calibration = objective.save(trained, context.folder(), context.manager());
            padding = objective.padding();
        }
    }

    private static List<Table> tables(GradedPairs set, int[] pairs) {
        return Arrays.stream(pairs)
                .mapToObj(set.pairs()::get)
                .flatMap(pair -> Stream.of(pair.a(), pair.b()))
                .distinct()
                .map(set::table)
                .toList();
    }
}
