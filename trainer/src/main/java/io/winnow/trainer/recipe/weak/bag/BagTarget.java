package io.winnow.trainer.recipe.weak.bag;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.datasets.loader.WholeBags;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.weak.Weak;
import io.winnow.trainer.recipe.weak.WeakTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Shares of the classes in bags (label proportions). */
@Kind("bag")
@Doc("The shares of the classes in bags of examples (label proportions).")
public record BagTarget(
        @Default("{kind: proportion}") BagLoss loss,

        @Doc("Belief propagation after the training. Off by default.")
        Optional<PropagateOptions> propagate,

        @Doc("Losses with which further classifiers are trained in the same way, for comparison.") @Default("[]")
        List<BagLoss> baselines)
        implements WeakTarget {
    /** Smallest difference between the shares of two bags from which something can be learned. */
    private static final double DIFFERENT = 1e-6;

    public BagTarget {
        baselines = baselines == null ? List.of() : List.copyOf(baselines);
        List<BagLoss> others = baselines;
        new Checks()
                .that(
                        loss == null
                                || (!others.contains(loss)
                                        && others.stream().distinct().count() == others.size()),
                        "baselines",
                        "must be other losses than loss, each once; found "
                                + others.stream().map(BagLoss::name).toList())
                .done();
    }

    @Override
    public LabelKind labels() {
        return LabelKind.BAG;
    }

    @Override
    public BagLoss trainedLoss() {
        return loss;
    }

    @Override
    public Optional<EpochOrder> order(TaskData data, int batchSize) {
        return data.trainLabels() instanceof BagLabels bags
                ? Optional.of(new WholeBags(
                        Arrays.stream(bags.members())
                                .filter(own -> own.length > 0)
                                .toArray(int[][]::new),
                        batchSize))
                : Optional.empty();
    }

    @Override
    public void check(Checks checks, String key, ClassifierOptions classify) {
        checks.that(
                !classify.mixes() && classify.union().isEmpty(),
                "classify.mixup",
                "cutmix and union must be left out: mixtures of examples belong to no bag");
        checks.that(classify.sampling().isEmpty(), "classify.sampling", "must be left out: an epoch has each bag once");
        checks.that(
                classify.classWeights().isEmpty(),
                "classify.class_weights",
                "must be left out: the classes of single examples are not known");
    }

    @Override
    public void checkSizes(SizeChecks checks, String key, ClassifierOptions classify, TaskData data) {
        BagLabels bags = (BagLabels) data.trainLabels();
        int[][] members =
                Arrays.stream(bags.members()).filter(own -> own.length > 0).toArray(int[][]::new);
        checks.that(
                data.trainWeights().isEmpty(),
                "data.weight",
                "must be left out: bags say nothing of weighted examples");
        checks.that(
                members.length > 1,
                key,
                "needs at least two bags with known shares; found " + members.length
                        + ". Of one bag, only the shares themselves can be learned");
        double spread = 0;
        for (int k = 0; k < bags.classCount(); k++) {
            double least = 1;
            double most = 0;
            for (int[] own : members) {
                double share = bags.bagShares()[bags.bags()[own[0]]][k];
                least = Math.min(least, share);
                most = Math.max(most, share);
            }
            spread = Math.max(spread, most - least);
        }
        checks.that(
                members.length < 2 || spread > DIFFERENT,
                key,
                "needs bags with different shares, but all " + members.length
                        + " bags have the same, from which nothing can be learned. Use other or smaller bags");
        propagate.ifPresent(options -> checks.that(
                options.neighbours() < data.trainExamples().length,
                key + ".propagate.neighbours",
                "must be below the number of training examples " + data.trainExamples().length + ", found "
                        + options.neighbours()));
        propagate.ifPresent(options -> checks.that(
                options.space() == PropagateOptions.Space.REPRESENTATION
                        || data.inputs().preprocessing().raw().isPresent(),
                key + ".propagate.space",
                "is inputs, but " + data.unit() + " are no vectors; use representation"));
    }

    @Override
    public List<Stage> stages(Weak recipe) {
        List<Stage> stages = new ArrayList<>();
        for (BagLoss other : baselines) {
            stages.add(Stage.rival(
                    Weak.CLASSIFY,
                    stageOf(other),
                    context -> context.with(
                            recipe.data(),
                            (examples, stage) -> recipe.train(
                                    recipe.classify().withLoss(other), examples, recipe.order(examples), stage))));
        }
        if (propagate.isEmpty()) {
            stages.add(Stage.of(Weak.CLASSIFY, recipe::train));
            return stages;
        }
        stages.add(Stage.of(Propagation.ESTIMATE, recipe::train));
        String before = Propagation.ESTIMATE;
        for (int round = 1; round <= propagate.get().rounds(); round++) {
            String source = before;
            String own = "propagate-" + round;
            String trained = round == propagate.get().rounds() ? Weak.CLASSIFY : "classify-" + round;
            Propagation propagation = new Propagation(propagate.get(), recipe);
            stages.add(Stage.of(own, context -> propagation.run(source, context)));
            stages.add(Stage.of(trained, context -> propagation.train(own, context)));
            before = trained;
        }
        return stages;
    }

    @Override
    public EncoderEvaluation evaluation(Weak recipe) {
        return new BagEvaluation(this, recipe);
    }

    /** Returns the stage in which a baseline is trained. */
    static String stageOf(BagLoss baseline) {
        return "baseline-" + baseline.name();
    }
}
