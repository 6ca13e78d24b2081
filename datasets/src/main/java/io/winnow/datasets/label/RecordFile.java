package io.winnow.datasets.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The records of a CSV file with a header line, or of a JSON-lines file with an object a line, as text by column. */
final class RecordFile {
    private RecordFile() {}

    /**
     * A record.
     *
     * @param line of the file, from 1
     */
    record Row(Path file, long line, Map<String, String> values) {
        Optional<String> find(String column) {
            return Optional.ofNullable(values.get(column)).filter(value -> !value.isBlank());
        }

        String get(String column) throws LabelFileException {
            Optional<String> value = find(column);
            if (value.isEmpty()) {
                throw error("has no " + column + "; it has " + String.join(", ", values.keySet()));
            }
            return value.get();
        }

        LabelFileException error(String what) {
            return new LabelFileException(file + ", line " + line + ": " + what + ".");
        }
    }

    /**
     * Reads a file, CSV unless its name ends in {@code .jsonl}.
     *
     * @throws LabelFileException that names file and line, when it is neither
     */
    static List<Row> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new LabelFileException("There is no label file " + file + ".");
        }
        try {
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl") ? lines(file) : csv(file);
        } catch (MalformedInputException e) {
            throw new LabelFileException(file + " is not UTF-8.", e);
        }
    }

    private static List<Row> csv(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> header = List.of();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord each : reader) {
                if (header.isEmpty()) {
                    header = each.getFields().stream().map(String::strip).toList();
                    continue;
                }
                Row row = new Row(file, each.getStartingLineNumber(), new LinkedHashMap<>());
                if (each.getFieldCount() != header.size()) {
                    throw row.error("has " + each.getFieldCount() + " fields; the header has " + header.size());
                }
                for (int i = 0; i < header.size(); i++) {
                    row.values.put(header.get(i), each.getField(i).strip());
                }
                rows.add(row);
            }
        } catch (CsvParseException e) {
            throw new LabelFileException(file + " is not CSV: " + e.getMessage(), e);
        }
        return rows;
    }

    private static List<Row> lines(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<Row> rows = new ArrayList<>();
        long line = 0;
        for (String text : Files.readAllLines(file)) {
            line++;
            if (text.isBlank()) {
                continue;
            }
            Row row = new Row(file, line, new LinkedHashMap<>());
            try {
                JsonNode node = mapper.readTree(text);
                if (!node.isObject()) {
                    throw row.error("is not a JSON object");
                }
                node.properties().forEach(field -> {
                    if (!field.getValue().isNull()) {
                        row.values.put(field.getKey(), field.getValue().asText());
                    }
                });
            } catch (JsonProcessingException e) {
                throw new LabelFileException(
                        file + ", line " + line + ": is not JSON: " + e.getOriginalMessage() + ".", e);
            }
            rows.add(row);
        }
        return rows;
    }
}
