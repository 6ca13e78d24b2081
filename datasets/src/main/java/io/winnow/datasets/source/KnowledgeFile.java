package io.winnow.datasets.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.Literal;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads and writes files of what is known from elsewhere: a record per entry with {@code forms}, a list or words with {@code |} between them,
 * and {@code text} (kenet.md, section 7).
 */
public final class KnowledgeFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMS = "forms";
    private static final String TEXT = "text";
    private static final String SEEN = "seen";
    private static final String SETTING = "a knowledge file has a record per entry, with this column";

    private KnowledgeFile() {}

    /**
     * Reads a file. Forms that {@link #write} has not counted are seen in no text.
     *
     * @throws DataException if an entry has no form or no text
     */
    public static List<KnowledgeEntry> read(Path path) throws IOException {
        RecordFile file = RecordFile.read(
                path,
                new RecordOptions("knowledge file", TextCharset.UTF_8, Optional.empty(), false, Set.of(FORMS, SEEN)));
        String forms = file.column(FORMS, SETTING);
        String text = file.column(TEXT, SETTING);
        Optional<String> seen = file.own(SEEN);
        List<KnowledgeEntry> entries = new ArrayList<>();
        for (FileRecord row : file.rows()) {
            List<String> own = texts(row, forms);
            if (own.isEmpty()) {
                throw row.error("has no form. Give the words by which texts name the entry, as a list in forms");
            }
            List<Integer> counts = seen.isEmpty() ? own.stream().map(form -> 0).toList() : counts(row, seen.get());
            if (counts.size() != own.size()) {
                throw row.error("has " + counts.size() + " numbers in seen for " + own.size()
                        + " forms. Give the number of texts of each form, or leave seen out");
            }
            String words = row.findText(text)
                    .filter(each -> !each.isBlank())
                    .orElseThrow(() -> row.error("has no text. Write what is known, or leave the entry out"));
            entries.add(new KnowledgeEntry(own, counts, words, path + ", " + row.place()));
        }
        return entries;
    }

    private static List<String> texts(FileRecord row, String column) throws DataException {
        String cell = row.find(column).orElse("");
        if (!cell.startsWith("[")) {
            return Arrays.stream(cell.split("\\|"))
                    .map(String::strip)
                    .filter(form -> !form.isEmpty())
                    .toList();
        }
        List<String> values = new ArrayList<>();
        for (JsonNode each : list(row, column, cell)) {
            if (!each.isValueNode() || each.isNull()) {
                throw row.error("has " + each + " among its forms. Write each form as a text");
            }
            values.add(each.asText());
        }
        return values;
    }

    private static List<Integer> counts(FileRecord row, String column) throws DataException {
        List<Integer> values = new ArrayList<>();
        for (JsonNode each : list(row, column, row.get(column))) {
            if (!each.canConvertToInt() || each.asInt() < 0) {
                throw row.error("has '" + each.asText()
                        + "' in seen. Give the number of texts of each form, or leave seen out");
            }
            values.add(each.asInt());
        }
        return values;
    }

    private static JsonNode list(FileRecord row, String column, String cell) throws DataException {
        try {
            return Literal.parse(cell);
        } catch (DataException e) {
            throw row.error(column + " " + e.getMessage());
        }
    }

    /** Writes entries with the counts of their forms. */
    public static void write(List<KnowledgeEntry> entries, Path path) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(path)) {
            for (KnowledgeEntry entry : entries) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put(FORMS, entry.forms());
                line.put(TEXT, entry.text());
                line.put(SEEN, entry.seen());
                lines.write(JSON.writeValueAsString(line));
                lines.write('\n');
            }
        }
    }
}
