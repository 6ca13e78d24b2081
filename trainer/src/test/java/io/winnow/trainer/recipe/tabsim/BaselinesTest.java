package io.winnow.trainer.recipe.tabsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.UnavailableDataException;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairSplit;
import io.winnow.trainer.evaluate.TfIdf;
import io.winnow.trainer.run.Result;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares baselines on pmc-tables with reference values. Skipped if the data set is not on the machine. */
class BaselinesTest {
    private static final double EXACT = 1e-9;
    private static final List<String> FIGURES = List.of(
            "accuracy", "macro_precision", "macro_recall", "macro_f1", "f1_similar", "map", "ndcg_at_10", "mrr");

    private static GradedPairs set;
    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        reference = new ObjectMapper().readTree(BaselinesTest.class.getResourceAsStream("baselines.json"));
        try {
            set = new Catalog(DataRoot.ofEnvironment()).pairs("pmc-tables");
        } catch (UnavailableDataException e) {
            abort("pmc-tables cannot be had here: " + e.getMessage());
        }
    }

    private static List<Map<String, Double>> folds(double[] distances, UnaryOperator<PairSplit> change) {
        return IntStream.range(0, set.foldCount())
                .mapToObj(fold -> Baselines.figures(set, distances, change.apply(PairSplit.fold(set, fold))))
                .toList();
    }

    private static void check(Map<String, Double> found, JsonNode expected, List<String> names) {
        for (String name : names) {
            assertThat(found.get(name)).as(name).isCloseTo(expected.get(name).asDouble(), within(EXACT));
        }
    }

    @Test
    void rawTfIdf() {
        double[] distances = Baselines.tfIdf(set, TfIdf.Weighting.RAW);
        for (JsonNode pair : reference.get("cosines")) {
            assertThat(1 - distances[pair.get(0).asInt()]).isCloseTo(pair.get(1).asDouble(), within(EXACT));
        }
        List<Map<String, Double>> folds = folds(distances, UnaryOperator.identity());
        for (int fold = 0; fold < folds.size(); fold++) {
            check(folds.get(fold), reference.get("per_fold").get(fold), FIGURES);
        }
        Map<String, Double> mean = Summary.over(folds);
        check(mean, reference.get("mean_over_folds"), FIGURES);
        for (String name : FIGURES) {
            assertThat(mean.get(name + Result.STD))
                    .isCloseTo(reference.get("deviation").get(name).asDouble(), within(EXACT));
        }
        check(Summary.over(folds(distances, split -> split.strict(set))), reference.get("strict_mean"), FIGURES);
    }

    @Test
    void logarithmicTfIdf() {
        check(
                Summary.over(folds(Baselines.tfIdf(set, TfIdf.Weighting.LOGARITHMIC), UnaryOperator.identity())),
                reference.get("logarithmic_mean"),
                FIGURES);
    }

    @Test
    void majority() {
        check(
                Summary.over(folds(new double[set.pairs().size()], UnaryOperator.identity())),
                reference.get("majority_mean"),
                FIGURES);
    }
}
