package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the elements of a JSON array, or a sequence of JSON values. */
final class JsonValues {
    /** Rejects text after the value of a line, which would otherwise be ignored. */
    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A sequence of values is read from one parser, so text after a value is allowed. */
    private static final ObjectMapper PARTS = new ObjectMapper();

    private JsonValues() {}

    /**
     * A JSON value.
     *
     * @param line the line on which it begins, counted from 1
     * @param inArray whether it is an element of an array
     */
    record Value(long line, JsonNode node, boolean inArray) {}

    /** Returns all values of a text; a top-level array is replaced by its elements. */
    static List<Value> of(String text) throws JsonProcessingException {
        List<Value> values = new ArrayList<>();
        try (JsonParser parser = PARTS.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    values.add(value(parser, false));
                    continue;
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser, true));
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("Reading a text in memory cannot fail.", e);
        }
        return values;
    }

    private static Value value(JsonParser parser, boolean inArray) throws IOException {
        long line = parser.currentTokenLocation().getLineNr();
        return new Value(line, PARTS.readTree(parser), inArray);
    }

    /** Whether the text is an array rather than one value per line. */
    static boolean isArray(String text) {
        return text.stripLeading().startsWith("[");
    }
}
