package io.winnow.datasets.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.Literal;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a file says of the classes of a label: a record per class with {@code label} and optionally more. */
public final class ClassFile {
    private static final String LABEL = "label";
    private static final String NAME = "name";
    private static final String DESCRIPTION = "description";
    private static final String PARENTS = "parents";

    /** The columns that say something other than an attribute. */
    static final List<String> COLUMNS = List.of(LABEL, NAME, DESCRIPTION, PARENTS);

    private ClassFile() {}

    /**
     * Reads a file.
     *
     * @throws DataException if it has no column {@code label}, or a class occurs twice
     */
    public static List<ClassInfo> read(Path path, TextCharset encoding) throws IOException {
        RecordFile file = RecordFile.read(
                path, new RecordOptions("label file", encoding, Optional.empty(), false, Set.of(PARENTS)));
        String label = file.column(LABEL, "a label file has a record per class, with this column");
        Optional<String> name = file.own(NAME);
        Optional<String> description = file.own(DESCRIPTION);
        Optional<String> parents = file.own(PARENTS);
        List<ClassInfo> classes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (FileRecord row : file.rows()) {
            String own = row.get(label);
            if (!seen.add(own)) {
                throw row.error("has the label '" + own + "' a second time. Each class has one record");
            }
            classes.add(new ClassInfo(
                    own,
                    name.isPresent() ? row.find(name.get()).orElse(own) : own,
                    description.isPresent() ? row.findText(description.get()) : Optional.empty(),
                    parents.isPresent() ? parents(row, parents.get()) : List.of()));
        }
        return classes;
    }

    private static List<String> parents(FileRecord row, String column) throws DataException {
        String cell = row.find(column).orElse("");
        if (!cell.startsWith("[")) {
            return cell.isEmpty() ? List.of() : List.of(cell);
        }
        List<String> parents = new ArrayList<>();
        try {
            for (JsonNode each : Literal.parse(cell)) {
                parents.add(each.asText());
            }
        } catch (DataException e) {
            throw row.error(column + " " + e.getMessage());
        }
        return parents;
    }
}
