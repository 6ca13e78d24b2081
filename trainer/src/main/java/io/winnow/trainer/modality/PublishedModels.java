package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.Published;
import io.winnow.models.text.TextFamilies;
import io.winnow.models.text.TextOptions;
import io.winnow.trainer.modality.image.PublishedImages;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.ModelStore;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Published checkpoints as models of a modality. */
public final class PublishedModels {
    private PublishedModels() {}

    /** Returns the checkpoint that an argument of the command line names, if it names one that is on this machine. */
    public static Optional<Path> find(Path model) {
        return ModelStore.ofEnvironment().find(model.toString()).filter(PublishedCheckpoint::isCheckpoint);
    }

    /**
     * Opens a checkpoint of images.
     *
     * @param classify whether the class head is used if there is one
     * @throws UserException if it is of no family of image encoders
     */
    public static TrainedModel open(Path checkpoint, boolean classify, NDManager manager) throws IOException {
        return PublishedImages.open(PublishedCheckpoint.open(checkpoint), classify, manager);
    }

    /**
     * Says what a checkpoint is, by names and in the order in which it is shown.
     *
     * @param heads number of attention heads, for files that do not tell it
     * @throws UserException if it is of no family; the message says for each what did not fit
     */
    public static Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", checkpoint.tensors().source());
        facts.put("sha256", checkpoint.sha256());
        ModelStore.pin(checkpoint.path()).ifPresent(pin -> {
            facts.put("fetched_from", pin.source());
            if (pin.revision() != null) {
                facts.put("revision", pin.revision());
            }
        });
        facts.put("numbers", checkpoint.numbers());
        String problem = "";
        try {
            facts.put("images", PublishedImages.describe(checkpoint, heads));
        } catch (UserException e) {
            problem = e.getMessage();
        }
        try {
            facts.put("texts", texts(checkpoint));
        } catch (IOException e) {
            if (!facts.containsKey("images")) {
                throw new UserException("As an encoder of images: " + problem + System.lineSeparator()
                        + "As an encoder of texts: " + e.getMessage(), e);
            }
        }
        return facts;
    }

    private static Map<String, Object> texts(PublishedCheckpoint checkpoint) throws IOException {
        Published<TextOptions> published = TextFamilies.recognise(
                checkpoint.facts(checkpoint.path().toString(), OptionalInt.empty()).facts());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("family", published.family());
        facts.put("names_of", published.layout().library());
        facts.put("architecture", published.architecture());
        facts.put("tokens", published.architecture().maxTokens());
        return facts;
    }
}
