package io.winnow.trainer.recipe;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import java.util.List;

/** A method: what its configuration says, and the stages that follow from it. */
@Doc("The method.")
public interface Recipe {
    /** The stages, in order; names are unique. */
    List<Stage> stages();

    /** Judges again what a finished run trained. */
    Evaluation evaluation();

    /** Name of the recipe in configurations. */
    default String kind() {
        return getClass().getAnnotation(Kind.class).value();
    }
}
