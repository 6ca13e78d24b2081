package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;

/** What a modality makes of published checkpoints. */
public interface PublishedModels {
    /** The name of a list of names in {@link #describe}, of which only the first are shown to people. */
    String NAMES = "names";

    /**
     * Says what a checkpoint is, by names and in the order in which it is shown.
     *
     * @param heads number of attention heads, for files that do not tell it
     * @throws io.winnow.trainer.run.UserException if it is of no family of this modality; the message says for each what did not fit
     */
    Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException;

    /**
     * Returns the length of the vectors of a checkpoint, whose weights are not read.
     *
     * @throws io.winnow.trainer.run.UserException if it is of no family of this modality
     */
    int dimension(PublishedCheckpoint checkpoint) throws IOException;

    /**
     * Opens a checkpoint as a model.
     *
     * @param classify whether the class head is used if there is one
     * @param manager manager to which the weights are attached
     * @throws io.winnow.trainer.run.UserException if it is of no family of this modality
     */
    TrainedModel open(PublishedCheckpoint checkpoint, boolean classify, NDManager manager) throws IOException;
}
