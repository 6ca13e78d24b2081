package io.winnow.trainer.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.datasets.EditDistance;
import io.winnow.trainer.runtime.Tensor;
import io.winnow.trainer.runtime.TensorSpec;
import io.winnow.trainer.runtime.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request for inference (Open Inference Protocol, section "Inference Request JSON Object").
 *
 * @param id id that the client chose; null if it chose none
 * @param inputs a tensor for each input of the model, in the model's order
 * @param outputs names of the outputs that the client wants, in the model's order
 */
record InferenceRequest(String id, List<Tensor> inputs, List<String> outputs) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a request.
     *
     * @throws BadRequestException if it is no JSON, or its inputs are not those of the model
     */
    static InferenceRequest parse(byte[] body, List<TensorSpec> inputs, List<TensorSpec> outputs) throws IOException {
        JsonNode document;
        try {
            document = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BadRequestException("The body is not JSON: " + e.getOriginalMessage() + ".");
        }
        Map<String, JsonNode> given = named(document, "inputs");
        Map<String, TensorSpec> known = inputs.stream().collect(Collectors.toMap(TensorSpec::name, each -> each));
        given.keySet().forEach(name -> requireKnown("input", name, known.keySet()));
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : inputs) {
            if (!given.containsKey(spec.name())) {
                throw new BadRequestException("The input '" + spec.name() + "' is missing.");
            }
            tensors.add(tensor(given.get(spec.name()), spec));
        }
        int rows = tensors.get(0).rows();
        for (Tensor tensor : tensors) {
            if (tensor.rows() != rows) {
                throw new BadRequestException("All inputs must have the same number of examples, but '"
                        + tensors.get(0).name() + "' has " + rows + ", and '" + tensor.name() + "' has " + tensor.rows()
                        + ".");
            }
        }
        return new InferenceRequest(
                document.hasNonNull("id") ? document.get("id").asText() : null, tensors, wanted(document, outputs));
    }

    private static List<String> wanted(JsonNode document, List<TensorSpec> outputs) {
        List<String> all = outputs.stream().map(TensorSpec::name).toList();
        if (document.path("outputs").isEmpty()) {
            return all;
        }
        Set<String> chosen = named(document, "outputs").keySet();
        chosen.forEach(name -> requireKnown("output", name, Set.copyOf(all)));
        return all.stream().filter(chosen::contains).toList();
    }

    private static Map<String, JsonNode> named(JsonNode document, String key) {
        JsonNode list = document.path(key);
        if (!list.isArray() || list.isEmpty()) {
            throw new BadRequestException("The request needs '" + key + "', a list of tensors with a name each.");
        }
        Map<String, JsonNode> named = new LinkedHashMap<>();
        for (JsonNode each : list) {
            if (!each.path("name").isTextual()) {
                throw new BadRequestException("Each of the '" + key + "' needs a name.");
            }
            if (named.put(each.get("name").asText(), each) != null) {
                throw new BadRequestException(
                        "The name '" + each.get("name").asText() + "' is given twice in '" + key + "'.");
            }
        }
        return named;
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

    private static Tensor tensor(JsonNode given, TensorSpec spec) {
        String name = spec.name();
        if (!given.path("datatype").asText().equals(spec.type().name())) {
            throw new BadRequestException("The input '" + name + "' must have the datatype " + spec.type() + "; found "
                    + given.path("datatype") + ".");
        }
        JsonNode lengths = given.path("shape");
        long[] shape = new long[lengths.size()];
        for (int axis = 0; axis < shape.length; axis++) {
            JsonNode each = lengths.path(axis); // missing if the shape is not a list
            shape[axis] = each.isIntegralNumber() ? each.longValue() : -1;
        }
        requireShape(spec, shape);
        long found = count(given.path("data"));
        double elements = 1; // a product of wrong lengths must not overflow
        for (long length : shape) {
            elements *= length;
        }
        if (found != elements) {
            throw new BadRequestException("The input '" + name + "' has the shape " + lengths + ", which needs "
                    + String.format(Locale.ROOT, "%.0f", elements) + " elements, but its data have " + found + ".");
        }
        if (given.get("data").path(0).isArray()) {
            requireNested(given.get("data"), shape, 0, name);
        }
        ByteBuffer data = Tensor.allocate(found * spec.type().bytes());
        fill(given.get("data"), spec, data);
        return new Tensor(name, spec.type(), shape, data.flip());
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

    /** Nested data have the nesting of the shape: otherwise, their axes may be in another order. */
    private static void requireNested(JsonNode data, long[] shape, int axis, String name) {
        boolean inner = axis < shape.length;
        if (data.isArray() != inner || (inner && data.size() != shape[axis])) {
            throw new BadRequestException(
                    "The data of the input '" + name + "' are nested in another way than its shape "
                            + Arrays.toString(shape) + " says. Nest them alike, or send them flat in row-major order.");
        }
        for (JsonNode each : data) {
            requireNested(each, shape, axis + 1, name);
        }
    }

    private static long count(JsonNode data) {
        if (!data.isArray()) {
            return data.isMissingNode() ? 0 : 1;
        }
        long count = 0;
        for (JsonNode each : data) {
            count += count(each);
        }
        return count;
    }

    private static void fill(JsonNode data, TensorSpec spec, ByteBuffer target) {
        if (!data.isArray()) {
            boolean fits = spec.type() == TensorType.FP32
                    ? data.isNumber() && Float.isFinite(data.floatValue())
                    : data.isIntegralNumber()
                            && data.canConvertToLong()
                            && spec.type().holds(data.longValue());
            if (!fits) {
                throw new BadRequestException("The input '" + spec.name() + "' has the element " + data
                        + ", which is not of the type " + spec.type() + ".");
            }
            spec.type().put(data.numberValue(), target);
            return;
        }
        for (JsonNode each : data) {
            fill(each, spec, target);
        }
    }

    /**
     * Returns the answer.
     *
     * @param model name of the model
     * @param found all outputs of the model
     */
    Map<String, Object> answer(String model, String version, List<Tensor> found) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("model_name", model);
        answer.put("model_version", version);
        if (id != null) {
            answer.put("id", id);
        }
        Map<String, Tensor> named = new HashMap<>();
        found.forEach(tensor -> named.put(tensor.name(), tensor));
        answer.put(
                "outputs",
                outputs.stream().map(named::get).map(InferenceRequest::json).toList());
        return answer;
    }

    static Map<String, Object> json(Tensor tensor) {
        Object[] data = new Object[tensor.data().limit() / tensor.type().bytes()];
        ByteBuffer elements = tensor.data().duplicate().order(tensor.data().order());
        for (int i = 0; i < data.length; i++) {
            Number element = tensor.type().get(elements);
            data[i] = tensor.type() == TensorType.BOOL ? (Object) (element.intValue() != 0) : element;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", tensor.name());
        json.put("shape", tensor.shape());
        json.put("datatype", tensor.type().name());
        json.put("data", data);
        return json;
    }
}
