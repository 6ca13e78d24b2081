package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ModelInput;
import io.winnow.trainer.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The inputs of exported models of examples, such as images, texts or rows.
 *
 * @param unit noun in the plural for the examples
 * @param inputs the inputs of the model in their order
 * @param reading description of how an example becomes the inputs, for human readers
 * @param preprocessing the same for programs
 */
@JsonTypeName("examples")
public record ExampleInput(String unit, List<ServedInput> inputs, String reading, Preprocessing preprocessing)
        implements ModelInput {
    public ExampleInput {
        inputs = List.copyOf(inputs);
    }

    @Override
    public String shape() {
        return inputs.stream().map(ServedInput::shape).collect(Collectors.joining(" and "));
    }

    /** Writes what {@link #open} needs to know of the data of the training into a bundle. */
    public void writeData(DataConfig data, Path bundle) throws IOException {
        ExportedExamples.write(data, bundle);
    }

    @Override
    public TrainedModel open(ExportedBundle bundle, NDManager manager) throws IOException {
        return ExportedExamples.open(bundle, this, manager);
    }
}
