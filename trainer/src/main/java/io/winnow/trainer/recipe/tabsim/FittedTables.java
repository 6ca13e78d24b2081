package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.RunData;
import io.winnow.trainer.recipe.WeightsChoice;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.search.Neighbour;
import io.winnow.trainer.search.SearchHit;
import io.winnow.trainer.search.TableExcerpt;
import io.winnow.trainer.table.TableEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The encoder that a run of tabsim trained on the pairs of all folds, with the calibration of its distances.
 *
 * @param encoder the encoder with its weights
 * @param calibration calibration of its distances
 * @param digest SHA-256 (hex) of the file with the weights
 */
public record FittedTables(TableEncoder encoder, Calibration calibration, String digest) implements AutoCloseable {
    private static final String EXAMPLES = "examples.jsonl";

    /**
     * Loads the encoder of a run.
     *
     * @throws UserException if the run is of another recipe or has no such encoder
     */
    public static FittedTables open(FinishedRun run, NDManager manager) throws IOException {
        TabSim recipe = run.recipe(TabSim.class, "on tables");
        if (!recipe.fit()) {
            throw new UserException(
                    run.folder()
                            + " has no encoder that was trained on all pairs, as recipe.fit is false. Use a run with recipe.fit: true.");
        }
        Path folder = run.stage(TabSim.FIT);
        Path weights = folder.resolve(TableEncoder.WEIGHTS);
        if (!Files.exists(weights)) {
            throw new UserException(run.folder() + " has not finished its stage " + TabSim.FIT
                    + " yet. Continue it with `winnow train .. --resume` first.");
        }
        return new FittedTables(
                recipe.load(folder, run.stage(TabSim.BASELINES), Optional.empty(), manager),
                Calibration.read(folder),
                new Fingerprint().add(weights).hex());
    }

    /** Writes some pairs with their tables, chosen at regular intervals from the set. */
    static void keepExamples(GradedPairs set, Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int index : EvenSpacing.of(set.pairs().size(), RunData.EXAMPLES)) {
            TablePair pair = set.pairs().get(index);
            Example example = new Example(
                    fields(set.table(pair.a())),
                    fields(set.table(pair.b())),
                    pair.score(),
                    pair.similar() ? "similar" : "dissimilar");
            lines.append(Json.line(example)).append('\n');
        }
        AtomicFiles.write(folder.resolve(EXAMPLES), lines.toString());
    }

    /** Reads the pairs that the run has kept to compare exported files with the original model. */
    public static GradedPairs examples(FinishedRun run) throws IOException {
        return PairFile.read("examples", run.stage(TabSim.FIT).resolve(EXAMPLES), Optional.empty(), Optional.empty());
    }

    /** A line of the file of examples, in the format that {@link PairFile} reads. */
    private record Example(Map<String, Object> a, Map<String, Object> b, double score, String label) {}

    private static Map<String, Object> fields(Table table) {
        return Map.of(
                "id", table.id(),
                "caption", table.caption(),
                "headers", table.headers(),
                "rows", table.rows());
    }

    /**
     * Checks that the chosen weights are those that a run of tabsim keeps.
     *
     * @throws UserException if other weights are chosen
     */
    public static void requireLast(WeightsChoice choice) {
        if (!choice.isLast()) {
            throw new UserException("The weights '" + choice
                    + "' do not exist: a run of tabsim keeps its best weights only. Leave --checkpoint and"
                    + " --weights out.");
        }
    }

    /** Converts a neighbour to a search hit: with its similarity, probability and expected grade. */
    public SearchHit hit(int rank, Neighbour neighbour, TableExcerpt table) {
        return new SearchHit(
                rank,
                neighbour.distance(),
                neighbour.distance() <= calibration.threshold(),
                calibration.probability().score(neighbour.distance()),
                calibration.grade().score(neighbour.distance()),
                table);
    }

    @Override
    public void close() {
        encoder.close();
    }
}
