package io.winnow.trainer.recipe.tabsim;

import io.winnow.datasets.table.GradedPairs;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Some test tables of the first fold with the tables that they were compared with, in the order of the distances that the run computed. */
final class NeighbourExhibit {
    private static final int QUERIES = 5;
    private static final int NEIGHBOURS = 8;
    private static final int CHARACTERS = 120;

    /** A line of the file of test pairs. */
    private record Pair(String a, String b, double score, boolean similar, double distance, boolean predictedSimilar) {}

    private NeighbourExhibit() {}

    /** Returns the exhibit; empty if the first fold is not complete. */
    static Optional<Exhibit> of(FinishedRun run, TabSim recipe) throws IOException {
        Path file = run.stage(TabSim.fold(0)).resolve(FoldStage.PAIRS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, List<Pair>> byTable = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            Pair pair = Json.parse(line, Pair.class);
            byTable.computeIfAbsent(pair.a(), key -> new ArrayList<>()).add(pair);
        }
        Optional<GradedPairs> kept = recipe.fit() ? FittedTables.kept(run.stage(TabSim.FIT)) : Optional.empty();
        List<Exhibit.Ranking> rankings = byTable.entrySet().stream()
                .sorted(Comparator.comparingInt(each -> -each.getValue().size()))
                .limit(QUERIES)
                .map(each -> new Exhibit.Ranking(
                        item(each.getKey(), "", kept),
                        each.getValue().stream()
                                .sorted(Comparator.comparingDouble(Pair::distance))
                                .limit(NEIGHBOURS)
                                .map(pair -> item(pair.b(), said(pair), kept))
                                .toList()))
                .toList();
        return Optional.of(new Exhibit.Rankings(
                "Ranked neighbours",
                "The tables with most test pairs in the first fold, and the tables that they are paired with, the most"
                        + " similar one by the encoder of this fold first. Each has its distance, the grade that people"
                        + " gave, and whether the pair was judged rightly. Tables without a caption here are not among the"
                        + " examples that a run keeps.",
                rankings));
    }

    private static String said(Pair pair) {
        return String.format(
                Locale.ROOT,
                ": distance %.3f, grade %s, %s, %s",
                pair.distance(),
                pair.score() == Math.rint(pair.score())
                        ? Long.toString((long) pair.score())
                        : Double.toString(pair.score()),
                pair.similar() ? "similar" : "dissimilar",
                pair.similar() == pair.predictedSimilar() ? "judged rightly" : "judged wrongly");
    }

    private static Exhibit.Item item(String id, String said, Optional<GradedPairs> kept) {
        String title = kept.filter(pairs -> pairs.tables().containsKey(id))
                .map(pairs -> Preview.Grid.of(pairs.table(id)).title(CHARACTERS))
                .orElse("");
        return new Exhibit.Item(new Preview.Excerpt(title.isEmpty() ? id : title), id + said);
    }
}
