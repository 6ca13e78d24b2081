package io.winnow.trainer.recipe;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A method: what its configuration says, and the stages that follow from it. */
@Doc("The method.")
public interface Recipe {
    /** The stages, in order; names are unique. */
    List<Stage> stages();

    /**
     * Opens the data, and compares the numbers of this configuration with them before anything is computed.
     *
     * @param seed of the experiment
     */
    default void checkSizes(SizeChecks checks, Catalog catalog, long seed) throws IOException {}

    /** Judges again what a finished run trained. */
    Evaluation evaluation();

    /** Why several devices cannot share the batches of this configuration's trainings; empty when they can. */
    default Optional<String> refusesReplicas(int replicas) {
        return Optional.of("trainings of " + kind() + " know one device");
    }

    /** The trainings of encoders, for estimates of their memory, in the order of stages. */
    default List<ProbedTraining> trainings() {
        return List.of();
    }

    /** Name of the recipe in configurations. */
    default String kind() {
        return getClass().getAnnotation(Kind.class).value();
    }
}
