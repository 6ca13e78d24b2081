package io.winnow.trainer.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.EditDistance;
import io.winnow.trainer.runtime.Tensor;
import io.winnow.trainer.runtime.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A request for inference (Open Inference Protocol, section "Inference Request JSON Object", and the extension for binary tensor data).
 *
 * @param id id that the client chose; null if it chose none
 * @param inputs a tensor for each input of the model, in the model's order
 * @param outputs the outputs that the client wants, in the model's order
 */
record InferenceRequest(String id, List<Tensor> inputs, List<Wanted> outputs) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Parameters of tensors that belong to extensions of the protocol which this server does not have, by what they ask for. */
    private static final Map<String, String> REFUSED = Map.of(
            "shared_memory_region", "shared memory",
            "classification", "the extension for classification");

    /**
     * An output that a client wants.
     *
     * @param binary whether its elements are sent as bytes
     */
    record Wanted(String name, boolean binary) {}

    /**
     * An answer.
     *
     * @param body a document of JSON, and after it the elements of outputs that are sent as bytes
     * @param length length of the document
     */
    @SuppressWarnings("ArrayRecordComponent") // sent; never compared
    record Answer(byte[] body, int length) {}

    /**
     * Reads a request.
     *
     * @param length length of the JSON in the body
     * @throws BadRequestException if it is no JSON, or its inputs are not those of the model
     */
    static InferenceRequest parse(byte[] body, int length, List<TensorSpec> inputs, List<TensorSpec> outputs)
            throws IOException {
        RequestBody request = RequestBody.read(body, length);
        List<RequestBody.Input> sent = request.inputs() == null ? List.of() : request.inputs();
        Map<String, Integer> given =
                named(sent.stream().map(RequestBody.Input::fields).toList(), "inputs");
        Map<String, TensorSpec> known = inputs.stream().collect(Collectors.toMap(TensorSpec::name, each -> each));
        given.keySet().forEach(name -> requireKnown("input", name, known.keySet()));
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : inputs) {
            if (!given.containsKey(spec.name())) {
                throw new BadRequestException("The input '" + spec.name() + "' is missing.");
            }
            tensors.add(tensor(sent.get(given.get(spec.name())), spec));
        }
        int rows = tensors.get(0).rows();
        for (Tensor tensor : tensors) {
            if (tensor.rows() != rows) {
                throw new BadRequestException("All inputs must have the same number of examples, but '"
                        + tensors.get(0).name() + "' has " + rows + ", and '" + tensor.name() + "' has " + tensor.rows()
                        + ".");
            }
        }
        JsonNode document = request.document();
        return new InferenceRequest(
                document.hasNonNull("id") ? document.get("id").asText() : null, tensors, wanted(document, outputs));
    }

    private static List<Wanted> wanted(JsonNode document, List<TensorSpec> outputs) {
        List<String> all = outputs.stream().map(TensorSpec::name).toList();
        boolean binary = document.path("parameters").path("binary_data_output").asBoolean();
        JsonNode list = document.path("outputs");
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw new BadRequestException(
                    "The 'outputs' must be a list of tensors with a name each; found " + list + ".");
        }
        if (list.isEmpty()) {
            return all.stream().map(name -> new Wanted(name, binary)).toList();
        }
        Map<String, Integer> chosen = named(list, "outputs");
        chosen.keySet().forEach(name -> requireKnown("output", name, Set.copyOf(all)));
        return all.stream()
                .filter(chosen::containsKey)
                .map(name -> new Wanted(
                        name,
                        list.get(chosen.get(name))
                                .path("parameters")
                                .path("binary_data")
                                .asBoolean(binary)))
                .toList();
    }

    /** Returns the place of each tensor in a list by its name. */
    private static Map<String, Integer> named(Iterable<JsonNode> list, String key) {
        Map<String, Integer> named = new LinkedHashMap<>();
        for (JsonNode each : list) {
            requireParameters(each, key);
            if (!each.path("name").isTextual()) {
                throw new BadRequestException("Each of the '" + key + "' needs a name.");
            }
            if (named.put(each.get("name").asText(), named.size()) != null) {
                throw new BadRequestException(
                        "The name '" + each.get("name").asText() + "' is given twice in '" + key + "'.");
            }
        }
        if (named.isEmpty()) {
            throw new BadRequestException("The request needs '" + key + "', a list of tensors with a name each.");
        }
        return named;
    }

    /** Refuses a parameter that would change what is read or returned, and which would otherwise have no effect. */
    private static void requireParameters(JsonNode tensor, String key) {
        REFUSED.forEach((parameter, what) -> {
            if (tensor.path("parameters").hasNonNull(parameter)) {
                throw new BadRequestException("One of the '" + key + "' has the parameter " + parameter
                        + ", but this server does not have " + what + ". Leave it out.");
            }
        });
    }

    private static void requireKnown(String what, String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new BadRequestException("The model has no " + what + " '" + name + "'. It has "
                    + known.stream().sorted().collect(Collectors.joining(", "))
                    + EditDistance.nearest(name, known)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("."));
        }
    }

    private static Tensor tensor(RequestBody.Input input, TensorSpec spec) throws IOException {
        JsonNode given = input.fields();
        if (!given.path("datatype").asText().equals(spec.type().name())) {
            throw new BadRequestException("The input '" + spec.name() + "' must have the datatype " + spec.type()
                    + "; found " + given.path("datatype") + ".");
        }
        JsonNode lengths = given.path("shape");
        long[] shape = IntStream.range(0, lengths.size())
                .mapToObj(lengths::path) // missing if the shape is not a list
                .mapToLong(each -> each.isIntegralNumber() ? each.longValue() : -1)
                .toArray();
        requireShape(spec, shape);
        ElementReader elements = new ElementReader(spec, shape);
        ByteBuffer data = input.bytes() == null ? elements.json(input.json()) : elements.bytes(input.bytes());
        return new Tensor(spec.name(), spec.type(), shape, data);
    }

    private static void requireShape(TensorSpec spec, long[] found) {
        List<Long> shape = spec.shape();
        boolean fits = found.length == shape.size();
        for (int axis = 0; fits && axis < found.length; axis++) {
            fits = found[axis] > 0 && (shape.get(axis) < 0 || shape.get(axis) == found[axis]);
        }
        if (!fits) {
            throw new BadRequestException("The input '" + spec.name() + "' must have the shape " + shape
                    + ", where -1 is any length from 1; found " + Arrays.toString(found) + ".");
        }
    }

    /**
     * Returns the answer.
     *
     * @param model name of the model
     * @param found all outputs of the model
     */
    Answer answer(String model, String version, List<Tensor> found) throws IOException {
        Map<String, Tensor> named = new HashMap<>();
        found.forEach(tensor -> named.put(tensor.name(), tensor));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("model_name", model);
            json.writeStringField("model_version", version);
            if (id != null) {
                json.writeStringField("id", id);
            }
            json.writeArrayFieldStart("outputs");
            for (Wanted wanted : outputs) {
                write(named.get(wanted.name), wanted.binary, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        int length = body.size();
        for (Wanted wanted : outputs) {
            if (wanted.binary) {
                ByteBuffer data = named.get(wanted.name).data().duplicate();
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                body.write(bytes);
            }
        }
        return new Answer(body.toByteArray(), length);
    }

    /** Writes a tensor as a JSON object; its elements follow the document if they are binary. */
    static void write(Tensor tensor, boolean binary, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", tensor.name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeStringField("datatype", tensor.type().name());
        if (binary) {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", tensor.data().remaining());
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            ByteBuffer elements = tensor.data().duplicate().order(tensor.data().order());
            while (elements.hasRemaining()) {
                switch (tensor.type()) {
                    case BOOL -> json.writeBoolean(elements.get() != 0);
                    case UINT8 -> json.writeNumber(elements.get() & 0xff);
                    case INT32 -> json.writeNumber(elements.getInt());
                    case INT64 -> json.writeNumber(elements.getLong());
                    case FP32 -> json.writeNumber(elements.getFloat());
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
