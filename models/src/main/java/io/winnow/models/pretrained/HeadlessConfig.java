package io.winnow.models.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The configuration of an encoder whose head is not written: without the names of the head's outputs, and with the class of the library that
 * is the encoder alone. Otherwise libraries would give the encoder a random head with the names of the published one.
 */
public final class HeadlessConfig {
    /** Keys that only a head with outputs needs. */
    private static final List<String> OF_HEADS =
            List.of("id2label", "label2id", "num_labels", "label_names", "label_descriptions", "problem_type");

    /** What follows the name of the encoder in the names of classes with a head, such as {@code BertForMaskedLM}. */
    private static final String HEAD = "For[A-Z]\\w*$";

    private HeadlessConfig() {}

    /** Takes out what describes the outputs of a head; changes the configuration in place. */
    public static void removeOutputs(ObjectNode config) {
        config.remove(OF_HEADS);
    }

    /** Makes a configuration describe the encoder alone; changes it in place. */
    public static void make(ObjectNode config) {
        removeOutputs(config);
        JsonNode models = config.path("architectures");
        if (models.isArray()) {
            ArrayNode alone = config.putArray("architectures");
            models.forEach(model -> alone.add(model.asText().replaceFirst(HEAD, "Model")));
        }
    }
}
