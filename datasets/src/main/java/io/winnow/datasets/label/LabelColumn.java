package io.winnow.datasets.label;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.EditableFile;
import io.winnow.datasets.file.RecordFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Labels in one column of a file, each of which is a name, a number or several classes. */
record LabelColumn(RecordFile records, EditableFile file, String column, CorrectableFile.Options options)
        implements EditableLabels {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public Set<String> columns() {
        return Set.of(column);
    }

    @Override
    public Set<String> classes() {
        return new TreeSet<>(options.rename().values());
    }

    @Override
    public boolean takesNewClasses() {
        return options.newLabels();
    }

    @Override
    public LabelForm form(List<String> texts, LabelCorrections corrections) throws IOException {
        if (!options.separator().equals(LabelText.SEPARATOR)) {
            return LabelForm.SET;
        }
        for (int i = 0; i < texts.size(); i++) {
            if (file.isArray(i, column) || texts.get(i).contains(LabelText.SEPARATOR)) {
                return LabelForm.SET;
            }
        }
        List<String> all = new ArrayList<>(texts);
        corrections.records().forEach(each -> all.add(each.given()));
        return LabelForm.ofSingle(all);
    }

    /** The cell as it is, or its classes if they are in an array, or separated or named otherwise. */
    @Override
    public String text(int record) throws IOException {
        String cell = records.rows().get(record).find(column).orElse("");
        List<String> parts = new ArrayList<>();
        if (file.isArray(record, column)) {
            MAPPER.readTree(cell).forEach(each -> parts.add(each.asText()));
        } else if (options.rename().containsKey(cell.strip())) {
            return options.rename().get(cell.strip());
        } else {
            parts.addAll(List.of(cell.split(Pattern.quote(options.separator()))));
            boolean plain = options.separator().equals(LabelText.SEPARATOR)
                    && parts.stream().map(String::strip).noneMatch(options.rename()::containsKey);
            if (plain) {
                return cell.strip();
            }
        }
        return LabelText.joined(parts.stream()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> options.rename().getOrDefault(part, part))
                .toList());
    }

    @Override
    public void replace(int record, LabelCorrections.Correction correction, LabelForm form) throws IOException {
        String label = correction.corrected();
        if (file.isArray(record, column)) {
            file.replace(record, column, cells(LabelText.parts(label), correction));
            return;
        }
        boolean plain = form != LabelForm.SET
                || options.rename().containsValue(label)
                || (options.separator().equals(LabelText.SEPARATOR)
                        && LabelText.parts(label).stream().noneMatch(options.rename()::containsValue));
        file.replace(
                record,
                column,
                String.join(options.separator(), cells(plain ? Set.of(label) : LabelText.parts(label), correction)));
    }

    /** Returns what stands for labels in the file. */
    private List<String> cells(Set<String> labels, LabelCorrections.Correction correction) throws DataException {
        List<String> cells = new ArrayList<>();
        for (String part : labels) {
            List<String> written = options.rename().entrySet().stream()
                    .filter(each -> each.getValue().equals(part))
                    .map(Map.Entry::getKey)
                    .toList();
            if (written.size() > 1) {
                throw correction
                        .line()
                        .error("the label '" + part + "' stands for several values of " + records.file() + ": "
                                + Shown.of(written) + ". Give --rename for one of them only");
            }
            cells.add(written.isEmpty() ? part : written.get(0));
        }
        return cells;
    }
}
