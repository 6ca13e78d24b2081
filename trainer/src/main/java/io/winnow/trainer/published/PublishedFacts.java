package io.winnow.trainer.published;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.models.pretrained.CheckpointFacts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a run keeps of the published encoder that it starts from: everything that determines the network, but not the weights, so that the run
 * can be used when the published files are gone. Only a training that was interrupted needs them again.
 *
 * @param source path or name of the published encoder, as the configuration has it
 * @param pin where the files were fetched from; null if they were put on the machine by hand
 * @param sha256 SHA-256 (hex) of the weights
 * @param heads number of attention heads that the configuration gives; null if it gives none
 * @param config the encoder's own config.json; null if it has none
 * @param preprocessor the encoder's own preprocessor_config.json; null if it has none
 * @param shapes shape of each array by its name
 */
public record PublishedFacts(
        @JsonProperty String source,
        @JsonProperty ModelPin pin,
        @JsonProperty String sha256,
        @JsonProperty Integer heads,
        @JsonProperty JsonNode config,
        @JsonProperty JsonNode preprocessor,
        @JsonProperty Map<String, List<Long>> shapes) {
    /** Returns the lengths of the axes of arrays. */
    static Map<String, List<Long>> lengths(Map<String, Shape> shapes) {
        Map<String, List<Long>> lengths = new LinkedHashMap<>();
        shapes.forEach((name, shape) ->
                lengths.put(name, Arrays.stream(shape.getShape()).boxed().toList()));
        return lengths;
    }

    /** Returns the facts as families of encoders take them. */
    public CheckpointFacts facts() {
        Map<String, Shape> all = new LinkedHashMap<>();
        shapes.forEach((name, lengths) -> all.put(
                name, new Shape(lengths.stream().mapToLong(Long::longValue).toArray())));
        return new CheckpointFacts(
                source,
                all,
                config == null ? MissingNode.getInstance() : config,
                new CheckpointFacts.Given(heads == null ? OptionalInt.empty() : OptionalInt.of(heads)));
    }
}
