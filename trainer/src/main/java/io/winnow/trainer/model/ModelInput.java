package io.winnow.trainer.model;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;

/**
 * How items become the input of an exported model: the part of {@code model.json} that depends on what the items are. Its kinds have a {@link
 * com.fasterxml.jackson.annotation.JsonTypeName}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public interface ModelInput {
    /** Returns the noun in the plural for the items. */
    String unit();

    /** Returns the names, shape and data type of the input, for human readers. */
    String shape();

    /**
     * Opens the model of a bundle.
     *
     * @throws io.winnow.trainer.run.UserException if the bundle has no file that can run
     */
    TrainedModel open(ExportedBundle bundle, NDManager manager) throws IOException;
}
