package io.winnow.trainer.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a request: a document of JSON, and after it the elements of inputs that are sent as bytes (extension for binary tensor data).
 * Elements in JSON, which are nearly the whole of a document, stay bytes until {@link ElementReader} reads them: a tree of them would need
 * many times as much memory.
 *
 * @param document the document without its inputs
 * @param inputs the inputs in the order of the document; null if it has no list of them
 */
record RequestBody(JsonNode document, List<Input> inputs) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final JsonFactory FACTORY = JSON.getFactory();
    private static final String INPUTS = "inputs";
    private static final String DATA = "data";

    /**
     * An input.
     *
     * @param fields its description without its elements
     * @param json its elements in JSON; null if there are none
     * @param bytes its elements in row-major order, little-endian; null if they are JSON
     */
    record Input(JsonNode fields, ByteBuffer json, ByteBuffer bytes) {}

    /**
     * Splits a body.
     *
     * @param length length of the document; what follows are the bytes of inputs
     * @throws BadRequestException if the document is not JSON, or the bytes are not those that it announces
     */
    static RequestBody read(byte[] body, int length) throws IOException {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        List<Input> inputs = null;
        boolean ended = false;
        try (JsonParser parser = FACTORY.createParser(body, 0, length)) {
            parser.setCodec(JSON);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
            } else {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(INPUTS)) {
                        inputs = inputs(parser, body, length);
                    } else {
                        document.set(name, parser.readValueAsTree());
                    }
                }
            }
            ended = true;
            if (parser.nextToken() != null) {
                throw followed();
            }
        } catch (JsonProcessingException e) {
            throw ended ? followed() : new BadRequestException("The body is not JSON: " + e.getOriginalMessage() + ".");
        }
        return new RequestBody(document, inputs == null ? null : withBytes(inputs, body, length));
    }

    private static BadRequestException followed() {
        return new BadRequestException(
                "The body is not JSON: something follows the document. If these are the bytes of inputs,"
                        + " give the length of the JSON in the header " + InferenceServer.HEADER_LENGTH + ".");
    }

    private static List<Input> inputs(JsonParser parser, byte[] body, int length) throws IOException {
        List<Input> inputs = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            ByteBuffer json = null;
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
            } else {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals(DATA)) {
                        json = element(parser, body, length);
                    } else {
                        fields.set(name, parser.readValueAsTree());
                    }
                }
            }
            inputs.add(new Input(fields, json, null));
        }
        return inputs;
    }

    /** Passes over a value, and returns what follows from its beginning on. */
    private static ByteBuffer element(JsonParser parser, byte[] body, int length) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        boolean list = parser.currentToken() == JsonToken.START_ARRAY;
        parser.skipChildren();
        if (from < 0 || (list && body[from] != '[')) {
            throw new BadRequestException("The body is not JSON in UTF-8 without a byte order mark.");
        }
        return ByteBuffer.wrap(body, from, length - from);
    }

    /** Gives inputs that are sent as bytes their part of the body. */
    private static List<Input> withBytes(List<Input> inputs, byte[] body, int length) {
        List<Input> all = new ArrayList<>();
        long next = length;
        for (Input input : inputs) {
            JsonNode size = input.fields.path("parameters").path("binary_data_size");
            if (size.isMissingNode()) {
                all.add(input);
                continue;
            }
            long bytes = size.isIntegralNumber() && size.canConvertToLong() ? size.longValue() : -1;
            if (bytes < 0) {
                throw new BadRequestException(
                        "An input has the binary_data_size " + size + ". Give the number of its bytes.");
            }
            if (input.json != null) {
                throw new BadRequestException(
                        "An input has the binary_data_size " + size + ", but has data as well. Give one of both.");
            }
            if (bytes > body.length - next) {
                throw new BadRequestException("An input has the binary_data_size " + size + ", but "
                        + (body.length - next) + " bytes are left after the JSON and the inputs before it. Give the"
                        + " length of the JSON in the header " + InferenceServer.HEADER_LENGTH + ".");
            }
            all.add(new Input(
                    input.fields,
                    null,
                    ByteBuffer.wrap(body, (int) next, (int) bytes).slice()));
            next += bytes;
        }
        if (next != body.length) {
            throw new BadRequestException(
                    body.length - next + " bytes follow the JSON and belong to no input: the binary_data_size of the"
                            + " inputs does not cover them.");
        }
        return all;
    }
}
