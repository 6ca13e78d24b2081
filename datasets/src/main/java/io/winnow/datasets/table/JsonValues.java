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

/** Values of JSON: those of an array, or values that follow each other. */
final class JsonValues {
    /** Refuses what follows the value of a line, which would be passed over otherwise. */
    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Values that follow each other are read from one parser. */
    private static final ObjectMapper PARTS = new ObjectMapper();

    private JsonValues() {}

    /**
     * A value.
     *
     * @param line where it begins, counted from 1
     * @param inArray whether it is one of an array
     */
    record Value(long line, JsonNode node, boolean inArray) {}

    /** All values of a text; arrays at the top are taken apart. */
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
            throw new IllegalStateException("A text in memory cannot fail to be read.", e);
        }
        return values;
    }

    private static Value value(JsonParser parser, boolean inArray) throws IOException {
        long line = parser.currentTokenLocation().getLineNr();
        return new Value(line, PARTS.readTree(parser), inArray);
    }

    /** Whether a text holds an array, and not a value a line. */
    static boolean isArray(String text) {
        return text.stripLeading().startsWith("[");
    }
}
