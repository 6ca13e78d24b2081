package io.winnow.trainer.modality.text;

import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of files of texts that a published encoder reads.
 *
 * @param texts columns of the text, which are joined
 * @param label column of the true label, for an evaluation
 * @param several whether that column has a list of classes
 * @param key column of the keys; empty if texts are named by their numbers
 * @param settings by what the user names the columns, for messages: {@code inputs} those of the text, {@code labels.label} that of the
 *     label, {@code key} that of the keys
 */
public record TextColumns(
        List<String> texts, String label, boolean several, Optional<String> key, Map<String, String> settings) {
    /** The columns {@code text} and {@code label}. */
    public static final TextColumns USUAL = new TextColumns(
            List.of("text"),
            "label",
            false,
            Optional.empty(),
            Map.of("inputs", "The texts are read from a column named text", "labels.label", "The true labels"));

    public TextColumns {
        texts = List.copyOf(texts);
        settings = Map.copyOf(settings);
    }

    private boolean isUsual() {
        return texts.equals(USUAL.texts) && label.equals(USUAL.label) && !several && key.isEmpty();
    }

    ItemReader<?> reader(TextVectors preprocessing) {
        Map<String, Object> labels = several
                ? Map.of("kind", "multi", "column", label, "literal", true, "unlisted", "negative")
                : Map.of("kind", "class", "column", label);
        // The file stands for those that are read: the section must name one. JSON is YAML.
        Map<String, Object> data =
                new HashMap<>(Map.of("file", "texts.csv", "inputs", texts, "labels", Map.of("label", labels)));
        key.ifPresent(name -> data.put("key", name));
        String described = Json.line(data);
        TextDataConfig config = new ConfigReader().parse(TextDataConfig.class, "the texts", described, List.of());
        return config.reader(new Inputs(preprocessing, null), settings);
    }

    /** Whether an encoder reads the columns that a user names, rather than those of its training or no texts at all. */
    public static boolean areReadBy(TrainedModel encoder) {
        return encoder instanceof PublishedTextModel;
    }

    /**
     * Returns an encoder of texts that reads these columns.
     *
     * @param name name of the encoder, for messages
     * @throws UserException if the encoder has columns of its own, as that of a run has, or reads no texts
     */
    public static TrainedModel read(TrainedModel encoder, String name, TextColumns columns) {
        if (encoder instanceof PublishedTextModel published) {
            return new PublishedTextModel(published.preprocessing(), columns, published.source());
        } else if (columns.isUsual()) {
            return encoder;
        }
        throw new UserException(
                "--text, --truth and --key-column can only be used with a published encoder of texts, but " + name
                        + " is none"
                        + (encoder.reader().unit().equals("texts") ? ": it reads the columns of its training" : "")
                        + ". Leave them out.");
    }
}
