package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The configuration of a method, and the stages that a run with this configuration consists of. */
@Doc("The method and its options.")
public interface Recipe {
    /** Returns the stages in the order in which they run. Their names are unique. */
    List<Stage> stages();

    /**
     * Opens the data and checks the sizes in this configuration against them, before anything is computed. Describes the data as well, for a
     * dry run.
     *
     * @param seed seed of the experiment
     */
    default void checkSizes(SizeChecks checks, Catalog catalog, long seed) throws IOException {}

    /** Returns the evaluation of a finished run. */
    Evaluation evaluation();

    /**
     * Opens the model of a finished run.
     *
     * @param manager manager to which the weights are attached
     * @throws UserException if the run does not have the chosen model; by default, runs leave no model
     */
    default TrainedModel model(FinishedRun run, ModelChoice choice, NDManager manager) throws IOException {
        throw new UserException(run.folder() + " is a run of the recipe " + kind()
                + ", which leaves no model. Name a run of one of the recipes: "
                + String.join(", ", Recipes.kinds(EncoderRecipe.class)) + ".");
    }

    /** Returns the reason why several devices cannot share the batches of this configuration's trainings; empty if they can. */
    default Optional<String> refusesReplicas(int replicas) {
        return Optional.of("the recipe " + kind() + " trains on one device only");
    }

    /** Returns the trainings of encoders in the order of their stages, for memory trials. */
    default List<ProbedTraining> trainings() {
        return List.of();
    }

    /** Returns the name of the recipe in configurations. */
    default String kind() {
        return getClass().getAnnotation(Kind.class).value();
    }
}
