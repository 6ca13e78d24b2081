package io.winnow.trainer.recipe.tabsim;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.table.PairSplit;
import io.winnow.models.layer.Precision;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.engine.TrainingOptions;
import io.winnow.trainer.modality.Need;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Precisions;
import io.winnow.trainer.recipe.Recipe;
import io.winnow.trainer.recipe.Sharing;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Slot;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.table.TableDataConfig;
import io.winnow.trainer.table.TableEncoder;
import io.winnow.trainer.table.TableEncoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Similarity of tables, learned from graded pairs and cross-validated. */
@Kind("tabsim")
@Doc("Similarity of tables, learned from graded pairs, cross-validated and compared with baselines.")
public record TabSim(
        TableDataConfig data,

        @Doc("What training and test pairs of a fold may have in common: query_disjoint allows tables but no"
                + " queries, strict allows no table, and random, which splits the pairs at random, allows both.")
        @Default("query_disjoint")
        Protocol protocol,

        @Doc("Number of folds of the cross-validation. If the data define folds, the first ones of them are used;"
                + " otherwise the pairs are divided into this number of folds.")
        @Default("5")
        int folds,

        TableEncoderConfig encoder,
        @Default("{kind: contrastive}") PairLoss loss,

        @Doc("Fraction of the training queries that is held out for validation, between 0.05 and 0.9. Their pairs"
                + " select the best weights and calibrate the threshold, the probabilities and the grades.")
        @Default("0.25")
        double validation,

        @Doc("Options of the training. Without early_stopping, it runs to its end and the weights with the lowest"
                + " validation loss are kept.")
        TrainingOptions training,

        @Doc("Whether one more encoder is trained on the pairs of all folds, for the commands embed, index and search.")
        @Default("true")
        boolean fit,

        @Doc("Whether the pretrained encoder is evaluated without any training, as a baseline.") @Default("true")
        boolean zeroShot)
        implements Recipe {
    /** Name of the first stage. The run keeps the files of the pretrained encoder in its folder. */
    static final String BASELINES = "baselines";

    static final String SUMMARY = "summary";

    /** Name of the stage whose encoder is trained on the pairs of all folds. */
    public static final String FIT = "fit";

    private static final Slot SLOT =
            Slot.of("").needing(Need.TABLE_PAIRS).shared(new Sharing.OneDevice("tabsim trains on one device only"));

    private static final Precisions OF_WORDS =
            Precisions.only(Precision.FLOAT32, "only an encoder of kind transformer computes in other precisions");

    public static final Method METHOD = new Method(
            TabSim.class,
            List.of(new Paper(
                    "TabSim: A Siamese Neural Network for Accurate Estimation of Table Similarity", "2008.10856")),
            LabelNeed.learning(LabelKind.GRADES),
            List.of(SLOT),
            List.of(Artifact.encoder(FIT)),
            Set.of(Capability.EMBEDS, Capability.SCORES_PAIRS));

    public TabSim {
        Checks checks = new Checks()
                .atLeast("folds", folds, protocol == Protocol.RANDOM ? 2 : 1)
                .between("validation", validation, 0.05, 0.9);
        slot(encoder).precisions().check(checks, training);
        checks.done();
    }

    /** @param encoder null if this section is itself invalid */
    private static Slot slot(TableEncoderConfig encoder) {
        return encoder == null || encoder instanceof TableEncoderConfig.Transformer ? SLOT : SLOT.in(OF_WORDS);
    }

    @Override
    public Method method() {
        return METHOD.training(List.of(slot(encoder)));
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        stages.add(Stage.of(BASELINES, context -> Baselines.run(this, context)));
        for (int fold = 0; fold < folds; fold++) {
            int number = fold;
            stages.add(Stage.of(fold(fold), context -> FoldStage.run(this, number, context)));
        }
        if (fit) {
            stages.add(Stage.of(FIT, context -> FoldStage.fit(this, context)));
        }
        stages.add(Stage.of(SUMMARY, context -> Summary.run(this, context)));
        return stages;
    }

    @Override
    public void checkSizes(SizeChecks checks, Catalog catalog, long seed) throws IOException {
        Folds all = Folds.of(this, catalog, seed);
        int fewest = fit ? usedToTrain(all, all.all(), -1) : Integer.MAX_VALUE;
        for (int fold = 0; fold < folds; fold++) {
            fewest = Math.min(fewest, usedToTrain(all, all.split(fold), fold));
        }
        checks.training("training", training, fewest, "training pairs of the smallest fold");
        checks.describe(
                () -> List.of(all.set().name() + ": " + all.set().pairs().size() + " pairs."));
    }

    @Override
    public ValidatedTraining validated(Catalog catalog, Consumer<String> say) {
        return new ValidatedTraining(
                IntStream.range(0, folds).mapToObj(TabSim::fold).toList(),
                "recipe.training",
                Optional.of(
                        training.earlyStopping().isEmpty()
                                ? training
                                : training.keepingBest(PairObjective.VALIDATION_LOSS)),
                PairObjective.VALIDATION_METRICS);
    }

    private int usedToTrain(Folds all, PairSplit split, int fold) {
        return PairObjective.used(all.set(), loss, all.validation(split, fold).train()).length;
    }

    /** Returns whether vectors are scaled to length 1 before their distance is computed. */
    boolean unitLength() {
        return loss.unitLength() || !encoder.siamese();
    }

    /**
     * Loads the encoder that a stage saved in its folder.
     *
     * @param baselines folder of the stage {@link #BASELINES}, which keeps the files of the pretrained encoder
     * @param cache folder in which values that are computed once per table are cached, or empty
     */
    TableEncoder load(Path folder, Path baselines, Optional<Path> cache, NDManager manager) throws IOException {
        return TableEncoder.load(encoder.at(baselines), unitLength(), training.precision(), folder, cache, manager);
    }

    static String fold(int number) {
        return "fold-" + number;
    }

    @Override
    public TrainedModel model(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        return FittedTables.open(this, run, choice, manager);
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        return NeighbourExhibit.of(run, this).stream().toList();
    }

    @Override
    public Evaluation evaluation() {
        return new TabSimEvaluation(this);
    }
}
