package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.example.Dataset;
import io.winnow.trainer.modality.Embedder;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.Preview;
import io.winnow.trainer.modality.records.RecordDataConfig;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.WeightsChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The encoder of a run on records, and the reader of other files with the same columns. */
final class RecordEncoder implements AutoCloseable {
    private final RecordDataConfig data;
    private final Inputs inputs;
    private final Embedder embedder;

    private RecordEncoder(RecordDataConfig data, Inputs inputs, Embedder embedder) {
        this.data = data;
        this.inputs = inputs;
        this.embedder = embedder;
    }

    static RecordEncoder open(FinishedRun run, WeightsChoice weights, NDManager manager) throws IOException {
        Inputs inputs = run.data().inputs();
        return new RecordEncoder(
                (RecordDataConfig) run.encoder().data(),
                inputs,
                Embedder.load(run.encoder().network(), inputs.preprocessing(), run.encoderFile(weights), manager));
    }

    /**
     * Reads an input of a command.
     *
     * @param input a file, or the name of the standard input
     * @param name name of the input, for messages
     */
    Dataset<?> read(String input, String name) throws IOException {
        return input.equals(ImageInput.STANDARD_INPUT)
                ? data.readLines(name, System.in, inputs)
                : data.read(Path.of(input), inputs, false);
    }

    /** Returns the representations of all examples (N, D). */
    NDArray embed(Dataset<?> items, NDManager manager) {
        return embedder.embed(items, manager);
    }

    /** Returns what is shown of an example. */
    String text(Dataset<?> items, int index) throws IOException {
        return data.items(Optional.empty(), Optional.of(inputs)).preview(items, index)
                        instanceof Preview.Excerpt excerpt
                ? excerpt.text()
                : items.key(index);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
