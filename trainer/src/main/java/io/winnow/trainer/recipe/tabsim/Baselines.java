package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairSplit;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import io.winnow.datasets.text.TableText;
import io.winnow.datasets.text.Words;
import io.winnow.trainer.evaluate.TfIdf;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.StageResult;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.table.PairFigures;
import io.winnow.trainer.table.ViewVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Metrics of baselines that need no training: the majority class, TF-IDF, and the pretrained encoder. Their distance threshold is the one
 * that is best on the training pairs of each fold.
 *
 * @param folds metrics of each fold by name of the baseline
 */
record Baselines(Map<String, List<Map<String, Double>>> folds) {
    private static final String FILE = "baselines.json";
    private static final int ZERO_SHOT_TOKENS = 256;

    static StageResult run(TabSim recipe, StageContext context) throws IOException {
        Folds folds = Folds.open(recipe, context);
        // All stages use this copy, so that a resumed run does not mix two versions of a directory that has changed.
        recipe.encoder().keep(context.folder());
        Map<String, double[]> distances = new LinkedHashMap<>();
        distances.put("majority", new double[folds.set().pairs().size()]);
        distances.put("tfidf_raw", tfIdf(folds.set(), TfIdf.Weighting.RAW));
        distances.put("tfidf_log", tfIdf(folds.set(), TfIdf.Weighting.LOGARITHMIC));
        if (recipe.zeroShot()) {
            context.progress()
                    .say("Embedding " + folds.set().tables().size()
                            + " tables with the pretrained encoder, as a baseline.");
            distances.putAll(zeroShot(recipe, folds.set(), context));
        }
        Map<String, List<Map<String, Double>>> figures = new LinkedHashMap<>();
        distances.forEach((name, all) -> {
            List<Map<String, Double>> each = new ArrayList<>();
            for (int fold = 0; fold < recipe.folds(); fold++) {
                each.add(figures(folds.set(), all, folds.split(fold)));
            }
            figures.put(name, each);
        });
        Baselines baselines = new Baselines(figures);
        AtomicFiles.write(context.folder().resolve(FILE), Json.page(baselines));
        return new StageResult(Map.of(), baselines.means());
    }

    static Baselines read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), Baselines.class);
    }

    /** Returns the mean and standard deviation of each metric over the folds, by name of the baseline. */
    Map<String, Map<String, Double>> means() {
        Map<String, Map<String, Double>> means = new LinkedHashMap<>();
        folds.forEach((name, figures) -> means.put(name, Summary.over(figures)));
        return means;
    }

    /**
     * Returns the metrics of the test pairs of a split.
     *
     * @param distances distances of all pairs of the set
     */
    static Map<String, Double> figures(GradedPairs set, double[] distances, PairSplit split) {
        double threshold = part(set, distances, split.train()).bestThreshold().value();
        return part(set, distances, split.test()).metrics(threshold);
    }

    private static PairFigures part(GradedPairs set, double[] distances, int[] pairs) {
        return new PairFigures(
                set,
                pairs,
                Arrays.stream(pairs).mapToDouble(pair -> distances[pair]).toArray());
    }

    /**
     * Computes the distances of all pairs with the pretrained encoder: once from a text of caption and rows, and once as the mean of these
     * distances and those from the caption only.
     */
    private static Map<String, double[]> zeroShot(TabSim recipe, GradedPairs set, StageContext context)
            throws IOException {
        List<Table> tables = List.copyOf(set.tables().values());
        try (ViewVectors vectors = new ViewVectors(
                        recipe.encoder().at(context.folder()).pretrainedText(),
                        ZERO_SHOT_TOKENS,
                        Optional.of(context.folder()),
                        context.manager());
                NDManager scope = context.manager().newSubManager()) {
            double[] whole = squared(vectors.of(tables, TableText.View.CAPTION_AND_ROWS, scope), set);
            double[] caption = squared(vectors.of(tables, TableText.View.CAPTION, scope), set);
            double[] mean = IntStream.range(0, whole.length)
                    .mapToDouble(i -> (whole[i] + caption[i]) / 2)
                    .toArray();
            Map<String, double[]> distances = new LinkedHashMap<>();
            distances.put("zero_shot", whole);
            distances.put("zero_shot_views", mean);
            return distances;
        }
    }

    /** Returns the squared distances of unit vectors, which equal 2 (1 - cosine). */
    private static double[] squared(NDArray vectors, GradedPairs set) {
        return Arrays.stream(PairFigures.of(set, vectors).distances())
                .map(distance -> distance * distance)
                .toArray();
    }

    /**
     * Computes the TF-IDF distances of all pairs from the words of captions and cells. HTML entities are not decoded, as in the published
     * code. Document frequencies are counted over all tables, including those of the test folds; they use no labels.
     */
    static double[] tfIdf(GradedPairs set, TfIdf.Weighting weighting) {
        Words words = new Words(false);
        Map<String, List<String>> documents = new LinkedHashMap<>();
        set.tables().forEach((id, table) -> documents.put(id, text(table, words)));
        TfIdf model = new TfIdf(weighting, List.copyOf(documents.values()));
        Map<String, Map<String, Double>> vectors = new HashMap<>();
        documents.forEach((id, document) -> vectors.put(id, model.vector(document)));
        return IntStream.range(0, set.pairs().size())
                .mapToDouble(i -> {
                    TablePair pair = set.pairs().get(i);
                    return TfIdf.distance(vectors.get(pair.a()), vectors.get(pair.b()));
                })
                .toArray();
    }

    private static List<String> text(Table table, Words words) {
        List<String> text = new ArrayList<>(words.of(table.caption()));
        words.ofCells(table).forEach(text::add);
        return text;
    }
}
