package io.winnow.trainer.recipe.weak;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.loader.EpochOrder;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.EncoderEvaluation;
import io.winnow.trainer.recipe.Exhibit;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.LabelKind;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.recipe.Stage;
import io.winnow.trainer.recipe.supervised.ClassifierOptions;
import io.winnow.trainer.recipe.weak.bag.BagTarget;
import io.winnow.trainer.recipe.weak.candidates.CandidatesTarget;
import io.winnow.trainer.recipe.weak.domain.DomainTarget;
import io.winnow.trainer.recipe.weak.excluded.ExcludedTarget;
import io.winnow.trainer.target.TargetLoss;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A kind of weak labels, and how a classifier learns from them. A new one is a package below this one and an entry in {@link #KINDS}. */
@Doc("The kind of weak labels, and how a classifier learns from them.")
public interface WeakTarget {
    /** All kinds. */
    List<Class<? extends WeakTarget>> KINDS =
            List.of(ExcludedTarget.class, CandidatesTarget.class, BagTarget.class, DomainTarget.class);

    /** Returns the labels that it takes. */
    LabelKind labels();

    /** Returns the loss with which the network learns from these labels. */
    TargetLoss trainedLoss();

    /**
     * Returns which training examples an epoch has, in which order, such as bag by bag; empty for {@link ClassifierOptions#sampling}.
     *
     * @param batchSize number of consecutive examples of a batch
     */
    default Optional<EpochOrder> order(TaskData data, int batchSize) {
        return Optional.empty();
    }

    /**
     * Checks these options against those of the training, as far as the configuration tells.
     *
     * @param key key of these options, below {@code recipe}
     */
    default void check(Checks checks, String key, ClassifierOptions classify) {}

    /**
     * Checks these options against the data: what cannot work is a problem, and labels that break the assumption of the method are a warning.
     *
     * @param key key of these options, below {@code recipe}
     */
    default void checkSizes(SizeChecks checks, String key, ClassifierOptions classify, TaskData data) {}

    /** Returns the stage that evaluates the classifier. */
    default EncoderEvaluation evaluation(Weak recipe) {
        return recipe.usualEvaluation();
    }

    /** Returns what a page on a run shows of this kind of labels alone, see {@link Weak#exhibits}. By default, there is nothing. */
    default List<Exhibit> exhibits(FinishedRun run, Optional<TaskData> data, NDManager manager) throws IOException {
        return List.of();
    }

    /** Returns the stages between the start of the encoder and the evaluation. By default, the classifier is trained once. */
    default List<Stage> stages(Weak recipe) {
        return List.of(Stage.of(Weak.CLASSIFY, recipe::train));
    }
}
