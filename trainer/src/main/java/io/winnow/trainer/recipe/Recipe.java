package io.winnow.trainer.recipe;

import io.winnow.trainer.calibrate.Borrowing;
import io.winnow.trainer.calibrate.CleanSelection;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.vision.EncoderConfig;
import io.winnow.trainer.vision.ImageDataConfig;
import java.util.List;

/** A method: what its configuration says, and the stages that follow from it. */
@Doc("The method.")
public interface Recipe {
    /** The stages, in order; names are unique. */
    List<Stage> stages();

    /** The trained encoder, for evaluation, embedding, and runs that start from this one. */
    TrainedEncoder encoder();

    /** The stage that judges the weights in {@code folderOf(encoder().stage())}, or another checkpoint of them. */
    Evaluation evaluation();

    /** In which space the labels of the training examples are audited, and by which statistics of the classes. */
    default Audited audited() {
        return new Audited(encoder(), new CleanSelection.Neighbours(50, true), Borrowing.NONE);
    }

    /** Name of the recipe in configurations. */
    default String kind() {
        return getClass().getAnnotation(Kind.class).value();
    }

    /**
     * Where a recipe leaves its encoder.
     *
     * @param stage name of the stage whose folder has {@code encoder.safetensors} and {@code checkpoints/}
     */
    record TrainedEncoder(String stage, EncoderConfig network, ImageDataConfig data) {}

    /**
     * What an audit of labels starts from.
     *
     * @param encoder one that saw no labels, where the recipe has one
     */
    record Audited(TrainedEncoder encoder, CleanSelection select, Borrowing borrow) {}
}
