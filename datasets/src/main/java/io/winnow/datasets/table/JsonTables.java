package io.winnow.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** Tables as JSON ({@link TableJson}): a table a line in {@code .jsonl}; one, or an array of them, in {@code .json}. */
final class JsonTables {
    private JsonTables() {}

    /** One line after another; those without an id are called {@code FILE#LINE}. */
    static TableCursor lines(Path file, String id, ReadOptions options) throws IOException {
        BufferedReader reader = TextFiles.open(file, StandardCharsets.UTF_8);
        ObjectMapper mapper = new ObjectMapper();
        return new TableCursor() {
            private long line;

            @Override
            public Table next() throws IOException {
                while (true) {
                    line++;
                    String place = file + ", line " + line;
                    String text;
                    try {
                        text = TextFiles.line(reader, options.maxFileBytes());
                    } catch (UnreadableTableException e) {
                        throw new UnreadableTableException(place, e.reason(), e);
                    }
                    if (text == null) {
                        return null;
                    }
                    if (!text.isBlank()) {
                        return table(mapper, text, place, id + "#" + line);
                    }
                }
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    /** A file that is read whole; tables without an id are called {@code FILE#NUMBER}. */
    static TableCursor whole(Path file, String id, ReadOptions options) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode node;
        try {
            node = mapper.readTree(TextFiles.whole(file, options));
        } catch (JsonProcessingException e) {
            throw new UnreadableTableException(file.toString(), TableJson.reason(e), e);
        }
        Iterator<JsonNode> tables =
                node.isArray() ? node.iterator() : List.of(node).iterator();
        return new TableCursor() {
            private int number;

            @Override
            public Table next() throws IOException {
                if (!tables.hasNext()) {
                    return null;
                }
                number++;
                return table(tables.next(), file + ", table " + number, node.isArray() ? id + "#" + number : id);
            }
        };
    }

    private static Table table(ObjectMapper mapper, String text, String place, String id) throws IOException {
        try {
            return table(mapper.readTree(text), place, id);
        } catch (JsonProcessingException e) {
            throw new UnreadableTableException(place, TableJson.reason(e), e);
        }
    }

    private static Table table(JsonNode node, String place, String id) throws UnreadableTableException {
        try {
            return TableJson.read(node, id);
        } catch (TableJson.Problem e) {
            throw new UnreadableTableException(place, e.getMessage(), e);
        }
    }
}
