package io.winnow.trainer.recipe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A published encoder, which sees the examples as it was published, whatever the preprocessing of the run is: the encoder that is trained on
 * its vectors may take smaller images. What is known of it is stored beside the vectors.
 */
@Kind("pretrained")
@Doc(
        "A published encoder. It takes the examples with its own preprocessing, see `winnow model inspect`, which may differ from that of the"
                + " encoder that is trained.")
public record PublishedVectors(
        @Doc(
                "File of weights, folder with config.json and weights, or name of a model, as `winnow model list` shows it or as OWNER/NAME on"
                        + " the HuggingFace Hub.")
        String pretrained)
        implements VectorSource {
    private static final String FACTS = "published.json";

    private PublishedCheckpoint checkpoint(Consumer<String> say) throws IOException {
        return PublishedCheckpoint.open(ModelStore.ofEnvironment().resolve(pretrained, say));
    }

    /** Fetches the encoder if it is not on this machine, and requires that it takes such examples. */
    @Override
    public void checkSizes(SizeChecks checks, String key, TaskData data) {
        dimension(data, checks::say);
    }

    private int dimension(TaskData data, Consumer<String> say) {
        try {
            return Modalities.publishedDimension(checkpoint(say), data.unit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StageResult write(TaskData data, StageContext context) throws IOException {
        PublishedCheckpoint checkpoint = checkpoint(context.progress()::say);
        try (TrainedModel encoder =
                        Modalities.openPublished(checkpoint, false, Optional.of(data.unit()), context.manager());
                NDManager scope = context.manager().newSubManager()) {
            long begin = System.nanoTime();
            NDArray train = vectors(encoder, data, TaskData.Part.TRAIN, scope);
            NDArray test = vectors(encoder, data, TaskData.Part.TEST, scope);
            double examples = train.getShape().get(0) + test.getShape().get(0);
            Representations.write(context.folder(), train, Optional.of(test));
            AtomicFiles.write(
                    context.folder().resolve(FACTS), Json.page(checkpoint.facts(pretrained, OptionalInt.empty())));
            return StageResult.of(
                    Map.of("embedded_" + data.unit() + "_per_second", examples / ((System.nanoTime() - begin) / 1e9)));
        }
    }

    private static NDArray vectors(TrainedModel encoder, TaskData data, TaskData.Part part, NDManager scope)
            throws IOException {
        return encoder.run(data.of(part), data.indices(part), data.maxCorrupt(), scope);
    }

    @Override
    public Optional<Integer> dimension(TaskData data) {
        return Optional.of(dimension(data, note -> {}));
    }
}
