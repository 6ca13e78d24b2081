package io.winnow.trainer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.ParquetRecords;
import io.winnow.datasets.file.RecordFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The records of a file as they are to be written again. Values of JSON and Parquet keep their types: numbers with all of their digits, truth values,
 * empty texts, lists and objects. Those of other formats are texts with the blanks around them.
 *
 * @param columns names of the columns (C)
 * @param rows values of the records (N, C): texts or {@link JsonNode}, or null if a record lacks the column
 */
record GivenRecords(List<String> columns, List<List<Object>> rows) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /**
     * Reads the values of a file.
     *
     * @param file its records
     * @param typed whether values of JSON may be other than texts; otherwise they are JSON texts
     * @throws UserException if a column has several values in a record, and the file is not one of plain JSON objects
     */
    static GivenRecords of(RecordFile file, boolean typed) throws IOException {
        List<? extends JsonNode> objects =
                switch (file.format()) {
                    case JSON -> objects(file);
                    case PARQUET -> ParquetRecords.objects(file.file());
                    case CSV, TSV, TEXT, FASTTEXT -> List.of();
                };
        List<List<Object>> rows = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        objects.forEach(each -> each.fieldNames().forEachRemaining(names::add));
        if (objects.size() == file.rows().size() && file.columns().stream().allMatch(each -> isOf(each, names))) {
            for (JsonNode object : objects) {
                List<Object> row = new ArrayList<>();
                names.forEach(name -> row.add(value(object.get(name), typed)));
                rows.add(row);
            }
            return new GivenRecords(List.copyOf(names), rows);
        }
        for (FileRecord record : file.rows()) {
            List<Object> row = new ArrayList<>();
            for (String column : file.columns()) {
                row.add(text(record, column));
            }
            rows.add(row);
        }
        return new GivenRecords(file.columns(), rows);
    }

    /** Returns whether a column is a field, or inside of one. */
    private static boolean isOf(String column, Set<String> fields) {
        return fields.stream().anyMatch(field -> column.equals(field) || column.startsWith(field + "."));
    }

    /** Returns the objects of a file; none if it has another form, such as one object with a label for each key. */
    private static List<JsonNode> objects(RecordFile file) throws IOException {
        try (MappingIterator<JsonNode> all =
                MAPPER.readerFor(JsonNode.class).readValues(file.file().toFile())) {
            return all.readAll();
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    private static Object value(JsonNode value, boolean typed) {
        if (typed || value == null) {
            return value;
        } else if (value.isNull()) {
            return null;
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String text(FileRecord record, String column) {
        try {
            return record.findPadded(column).orElse(null);
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** Returns a label as the value of a column that had another one: a number if that was a number. */
    static Object label(String label, Object old) throws IOException {
        boolean number = old instanceof JsonNode node
                && node.isNumber()
                && label.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
        return number ? MAPPER.readTree(label) : label;
    }
}
