package io.winnow.trainer.recipe.recommend;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.Artifact;
import io.winnow.trainer.recipe.Capability;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.Evaluation;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.LabelNeed;
import io.winnow.trainer.recipe.Method;
import io.winnow.trainer.recipe.Paper;
import io.winnow.trainer.recipe.Recipe;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.recipe.ValidatedTraining;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.target.TargetMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Recommendations from choices alone. The number of factors, the initial values and the batches are those of the NBPO paper's code. */
@Kind("recommend")
@Doc(
        "Recommends items to users from their choices alone, by matrix factorisation with a loss that knows that an item which was not chosen"
                + " may just be unseen (NBPO), beside BPR, BPO, nearest items and popularity.")
public record Recommend(
        InteractionsConfig data,
        @Default("{kind: nbpo}") VoteLoss loss,

        @Doc("Further losses whose results are shown beside those of loss. Each is trained in the same way.")
        @Default("[]")
        List<VoteLoss> compare,

        @Doc("Number of factors of a user or an item (K).") @Default("50")
        int factors,

        @Doc("Number of factors of the noise, for the loss nbpo.") @Default("50")
        int noiseFactors,

        @Doc("Number of items that the user did not choose, drawn at random for each chosen one.") @Default("4")
        int negatives,

        @Doc("Number of chosen items in a batch, whose gradients are summed.") @Default("5000")
        int batchSize,

        @Doc(
                "Largest number of epochs. The factors of the epoch with the best validation NDCG at 10 are kept; without validation items, those"
                        + " of the last.")
        @Default("200")
        int epochs,

        @Doc(
                "Number of epochs between two evaluations on the validation items, after which a stopped run can continue.")
        @Default("10")
        int evaluateEvery,

        @Doc("Factor of the learning rate after each epoch.") @Default("0.99")
        double rateDecay)
        implements Recipe {
    static final String BASELINES = "baselines";
    static final String TRAIN = "train";

    public static final Method METHOD = new Method(
            Recommend.class,
            List.of(new Paper(
                    "Sampler Design for Implicit Feedback Data by Noisy-label Robust Learning", "2007.07204")),
            LabelNeed.learning(LabelKind.CHOICES),
            List.of(),
            List.of(
                    new Artifact(TRAIN, Factors.FILE, "factors of users (U) and items (V)"),
                    new Artifact(TRAIN, KnownUsers.FILE, "ids of users and items")),
            Set.of(Capability.PREDICTS));

    public Recommend {
        new Checks()
                .atLeast("factors", factors, 1)
                .atLeast("noise_factors", noiseFactors, 1)
                .atLeast("negatives", negatives, 1)
                .atLeast("batch_size", batchSize, 1)
                .atLeast("epochs", epochs, 1)
                .atLeast("evaluate_every", evaluateEvery, 1)
                .between("rate_decay", rateDecay, 0.5, 1)
                .done();
    }

    @Override
    public Method method() {
        return METHOD;
    }

    /** Reads the data of a run. */
    Interactions open(StageContext context) throws IOException {
        return context.data()
                .open(
                        DataRecord.INTERACTIONS,
                        read -> new DataRecord.Source(
                                read.name(),
                                Interactions.count(read.train()),
                                Map.of(),
                                read.judges(),
                                read.fingerprint()),
                        () -> data.read(DataPaths.require(data.file())));
    }

    @Override
    public void checkSizes(SizeChecks checks, Catalog catalog, long seed) throws IOException {
        Interactions read = data.read(DataPaths.require(data.file()));
        checks.describe(read::notes);
        int items = read.items().size();
        long without =
                Arrays.stream(read.train()).filter(own -> own.length == items).count();
        checks.that(
                without < read.users().size(),
                "data",
                "must have users who did not choose every item: there is nothing to recommend in " + read.name());
        checks.expect(
                without == 0,
                "data",
                "has " + Plural.of(without, "users") + " who chose all " + items
                        + " items; no other items are drawn for them");
        checks.expect(
                Interactions.count(read.validation()) > 0,
                "data.split",
                "gives no validation items: the factors of the last epoch are kept, whether they are the best or not");
        checks.expect(
                Interactions.count(read.test()) > 0,
                "data.split",
                "gives no test items: the result has no test metrics");
        checks.describe(() -> List.of(read.name() + ": "
                + Plural.of(read.users().size(), "users") + " and " + Plural.of(items, "items") + "; "
                + Interactions.count(read.train()) + " training, " + Interactions.count(read.validation())
                + " validation and " + Interactions.count(read.test()) + " test pairs."));
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        stages.add(Stage.of(BASELINES, context -> RecommendStages.baselines(this, context)));
        for (int i = 0; i < compare.size(); i++) {
            VoteLoss other = compare.get(i);
            stages.add(Stage.rival(TRAIN, stage(i), context -> RecommendStages.train(this, other, context)));
        }
        stages.add(Stage.of(TRAIN, context -> RecommendStages.last(this, context)));
        return stages;
    }

    /** Returns the name of the stage that trains a loss for comparison. */
    String stage(int compared) {
        return "compare-" + (compared + 1) + "-" + compare.get(compared).kind();
    }

    @Override
    public ValidatedTraining validated(Catalog catalog, Consumer<String> say) {
        return new ValidatedTraining(
                List.of(TRAIN),
                "recipe",
                Optional.empty(),
                List.of(TargetMetric.higher(FactorTraining.METRIC), TargetMetric.higher("validation/recall_at_10")));
    }

    @Override
    public Evaluation evaluation() {
        return (run, choice, context) -> {
            requireLast(run, choice.isLast());
            Interactions read = open(context);
            if (Interactions.count(read.test()) == 0) {
                throw new UserException(
                        run.folder() + " has no test items to be evaluated on: recipe.data.split gives none in "
                                + read.name() + ". Train again with a split that gives some.");
            }
            return RecommendStages.test(read, Factors.read(run.stage(TRAIN)));
        };
    }

    @Override
    public TrainedModel model(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        requireLast(run, choice.weights().isLast() && choice.part() != ModelChoice.Part.CENTERS);
        return new UserModel(run.stage(TRAIN), data.user());
    }

    @Override
    public List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> examples, NDManager manager) throws IOException {
        return run.isComplete(TRAIN) ? List.of(RecommendationExhibit.of(run.stage(TRAIN))) : List.of();
    }

    private static void requireLast(FinishedRun run, boolean last) {
        if (!last) {
            throw new UserException("A run of recommend keeps the factors of its best epoch only, and has no class"
                    + " centers. Leave out --checkpoint, --weights and --centers.");
        }
        if (!run.isComplete(TRAIN)) {
            throw new UserException(run.folder() + " has not finished its stage " + TRAIN
                    + " yet. Continue it with `winnow train .. --resume` first.");
        }
    }
}
