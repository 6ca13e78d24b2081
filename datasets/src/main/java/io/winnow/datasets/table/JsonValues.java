package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads the JSON values of a file: one per line, the elements of an array, or a sequence of values. */
final class JsonValues {
    /** Rejects text after the value of a line, which would otherwise be ignored. */
    private static final ObjectMapper LINES = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A sequence of values is read from one parser, so text after a value is allowed. */
    private static final ObjectMapper PARTS = new ObjectMapper();

    private static final int BEGINNING = 1 << 10;

    private JsonValues() {}

    /**
     * A JSON value.
     *
     * @param line the line on which it begins, counted from 1
     * @param inArray whether it is an element of an array
     */
    record Value(long line, JsonNode node, boolean inArray) {}

    /**
     * Reads one value per line, or the elements of an array if the file begins with one. Only one line is in memory at a time.
     *
     * @param maxBytes largest size of a line, or of a file with an array
     */
    static Cursor<Value> open(Path file, long maxBytes) throws IOException {
        if (startsArray(file)) {
            Iterator<Value> values = whole(file, maxBytes).iterator();
            return () -> values.hasNext() ? values.next() : null;
        }
        return lines(file, maxBytes);
    }

    /** Reads one value per line. */
    static Cursor<Value> lines(Path file, long maxBytes) throws IOException {
        BufferedReader reader = TextFile.open(file, Optional.empty());
        return new Cursor<>() {
            private long line;

            @Override
            public Value next() throws IOException {
                String text;
                do {
                    line++;
                    try {
                        text = TextFiles.line(reader, maxBytes);
                    } catch (UnreadableTableException e) {
                        throw new UnreadableTableException(file + ", line " + line, e.reason(), e);
                    }
                } while (text != null && text.isBlank());
                try {
                    return text == null ? null : new Value(line, LINES.readTree(text), false);
                } catch (JsonProcessingException e) {
                    throw new UnreadableTableException(file + ", line " + line, reason(e), e);
                }
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** Whether a file is an array, even though its name may promise one value per line. */
    static boolean startsArray(Path file) throws IOException {
        try (BufferedReader reader = TextFile.open(file, Optional.empty())) {
            char[] start = new char[BEGINNING];
            String text = new String(start, 0, Math.max(0, reader.read(start)));
            return text.stripLeading().startsWith("[");
        }
    }

    /**
     * Reads all values of a file; a top-level array is replaced by its elements.
     *
     * @param maxBytes largest size of the file
     */
    static List<Value> whole(Path file, long maxBytes) throws IOException {
        List<Value> values = new ArrayList<>();
        try (JsonParser parser =
                PARTS.createParser(TextFile.decode(TextFiles.whole(file, maxBytes), Optional.empty()))) {
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
            // The parser does not tell the line of JSON that is nested too deeply.
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new UnreadableTableException(file + line, reason(e), e);
        }
        return values;
    }

    private static Value value(JsonParser parser, boolean inArray) throws IOException {
        long line = parser.currentTokenLocation().getLineNr();
        return new Value(line, PARTS.readTree(parser), inArray);
    }

    /** The message of the parser, without its remarks on the source. */
    private static String reason(JsonProcessingException e) {
        return "is not JSON: " + e.getOriginalMessage().replaceAll(" \\(start marker at [^)]*\\)[^)]*\\)", "");
    }
}
