package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.random.EvenSpacing;
import io.winnow.datasets.table.GradedPairs;
import io.winnow.datasets.table.PairFile;
import io.winnow.datasets.table.Table;
import io.winnow.datasets.table.TablePair;
import io.winnow.trainer.model.Exportable;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.model.WeightsChoice;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.LiveTables;
import io.winnow.trainer.table.PairCalibration;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.table.TableEncoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The model of a run of tabsim: the encoder that was trained on the pairs of all folds, with the calibration of its distances. */
final class FittedTables {
    private static final String EXAMPLES = "examples.jsonl";

    private FittedTables() {}

    /**
     * Opens the model of a run.
     *
     * @throws UserException if the run has no such model
     */
    static TrainedModel open(TabSim recipe, FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        requireLast(choice.weights());
        if (choice.part() == ModelChoice.Part.CENTERS) {
            throw new UserException(
                    run.folder() + " is a run of tabsim, which has no class centers. Only runs of mlcd and mofi have"
                            + " class centers; leave out --centers.");
        }
        if (!recipe.fit()) {
            throw new UserException(run.folder()
                    + " has no encoder that was trained on all pairs, as recipe.fit is false. Use a run with"
                    + " recipe.fit: true.");
        }
        Path folder = run.stage(TabSim.FIT);
        Path weights = folder.resolve(TableEncoder.WEIGHTS);
        if (!Files.exists(weights)) {
            throw new UserException(run.folder() + " has not finished its stage " + TabSim.FIT
                    + " yet. Continue it with `winnow train .. --resume` first.");
        }
        PairCalibration calibration = PairCalibration.read(folder);
        GradedPairs examples = examples(folder);
        LiveTables.Source source = new LiveTables.Source(
                run.experiment().name(),
                recipe.kind(),
                digest(recipe.encoder().at(run.stage(TabSim.BASELINES)), weights));
        return new LiveTables(
                recipe.load(folder, run.stage(TabSim.BASELINES), Optional.empty(), manager),
                calibration,
                source,
                examples,
                manager);
    }

    /** The trained weights, and what they stand on if they correct the vectors of a frozen encoder. */
    private static String digest(TableEncoderConfig encoder, Path weights) throws IOException {
        Fingerprint digest = new Fingerprint().add(weights);
        return (encoder instanceof TableEncoderConfig.Frozen frozen
                        ? digest.add(frozen.pretrainedText().digest())
                        : digest)
                .hex();
    }

    /** Writes some pairs with their tables, chosen at regular intervals from the set. */
    static void keepExamples(GradedPairs set, Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int index : EvenSpacing.of(set.pairs().size(), Exportable.EXAMPLES)) {
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
    private static GradedPairs examples(Path folder) throws IOException {
        return PairFile.read("examples", folder.resolve(EXAMPLES), Optional.empty(), Optional.empty());
    }

    /** Reads the pairs that a run has kept; empty if it has not kept any yet. */
    static Optional<GradedPairs> kept(Path folder) throws IOException {
        return Files.exists(folder.resolve(EXAMPLES)) ? Optional.of(examples(folder)) : Optional.empty();
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
    static void requireLast(WeightsChoice choice) {
        if (!choice.isLast()) {
            throw new UserException("The weights '" + choice
                    + "' do not exist: a run of tabsim keeps its best weights only. Leave --checkpoint and"
                    + " --weights out.");
        }
    }
}
