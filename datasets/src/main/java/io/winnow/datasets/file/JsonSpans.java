package io.winnow.datasets.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds where the values of a field lie in a JSON text of objects, which are in an array or follow each other. */
final class JsonSpans {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonSpans() {}

    /** Returns the value of a field in each object of a valid text; empty if an object lacks it. */
    static List<Optional<Span>> of(String text, String field) throws IOException {
        List<Optional<Span>> spans = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    spans.add(value(parser, field));
                }
            }
        }
        return spans;
    }

    private static Optional<Span> value(JsonParser parser, String field) throws IOException {
        Span found = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean wanted = parser.currentName().equals(field);
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken(); // texts are read when they are needed only
            found = wanted ? new Span(start, (int) parser.currentLocation().getCharOffset()) : found;
        }
        return Optional.ofNullable(found);
    }
}
