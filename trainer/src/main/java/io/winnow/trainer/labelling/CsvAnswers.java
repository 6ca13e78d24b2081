package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CSV: a line an item, with empty cells for the label, the status and a comment. When it is read, any file will do that has a column with keys
 * ({@code winnow_id}, {@code id}, {@code key} or {@code file}) and one with labels, such as Label Studio's export as CSV. Several classes are
 * separated by {@code |}, or are a JSON list. A line without label and status is not answered. JSON lines with such keys are read as well, in
 * which the label may be a list, as doccano writes it.
 */
final class CsvAnswers implements LabellingFormat {
    static final String FILE = "answers.csv";
    private static final List<String> COLUMNS =
            List.of("id", "file", "text", "guess", "p", "label", "status", "comment");
    /** Label Studio's own column {@code id} counts tasks, so its {@code winnow_id} comes first. */
    private static final List<String> KEYS = List.of("winnow_id", "id", "key", "file");

    private static final List<String> LABELS = List.of("label", "labels", "choice", "answer");

    @Override
    public String key() {
        return "csv";
    }

    @Override
    public List<Path> write(LabellingTasks tasks, WritingChoices choices, Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        StringWriter text = new StringWriter();
        text.append(choices.excel() ? "\uFEFF" : "");
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(COLUMNS);
            for (LabellingItem item : tasks.items()) {
                writer.writeRecord(
                        item.id(),
                        item.file().orElse(""),
                        item.text().orElse(""),
                        LabellingItem.names(item.guesses()),
                        LabellingItem.probabilities(item.guesses()),
                        "",
                        "",
                        "");
            }
        }
        AtomicFiles.write(file, text.toString());
        return List.of(file);
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return beginning.startsWith("{")
                ? isRecord(beginning.lines().findFirst().orElseThrow())
                : Stream.of("[", "<", CvatImages.ZIP).noneMatch(beginning::startsWith);
    }

    /** Whether a line is a JSON object with a key and a label. */
    private static boolean isRecord(String line) {
        try {
            JsonNode json = Json.parse(line, JsonNode.class);
            return KEYS.stream().anyMatch(json::has) && LABELS.stream().anyMatch(json::has);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public ToolAnswers read(Path file, ReadingChoices choices) throws IOException {
        RecordFile records = RecordFile.read(
                file,
                new RecordOptions(
                        "file of answers",
                        TextCharset.UTF_8,
                        Optional.empty(),
                        false,
                        Stream.concat(LABELS.stream(), choices.labelColumn().stream())
                                .collect(Collectors.toSet())));
        boolean lists = choices.several() || records.format().hasLists();
        String key = column(records, choices.idColumn(), KEYS, "keys of the items", "id");
        String label = column(records, choices.labelColumn(), LABELS, "labels", "label");
        Optional<String> status = records.own("status");
        Optional<String> annotator = records.own("annotator");
        Optional<String> time = records.own("updated_at").or(() -> records.own("time"));
        List<ToolAnswer> answers = new ArrayList<>();
        int unanswered = 0;
        for (FileRecord row : records.rows()) {
            String id = row.get(key);
            List<String> labels = labels(row, label, choices.several(), lists);
            Optional<ToolAnswer.Status> state = status(row, status);
            if (labels.isEmpty() && state.isEmpty()) {
                unanswered++;
                continue;
            }
            if (!labels.isEmpty() && state.isPresent() && state.get() != ToolAnswer.Status.LABELLED) {
                throw row.error("has the label " + String.join(", ", labels) + " and the status "
                        + state.get().key() + ". Leave one of the two empty");
            }
            if (labels.isEmpty() && state.equals(Optional.of(ToolAnswer.Status.LABELLED)) && !choices.several()) {
                throw row.error("has the status labelled, but no label. Write the class into the column " + label);
            }
            if (labels.size() > 1 && !choices.several()) {
                throw row.error("has the classes " + String.join(", ", labels)
                        + ", but each item has exactly one. Leave" + " one of them");
            }
            answers.add(new ToolAnswer(
                    id,
                    labels,
                    state.orElse(ToolAnswer.Status.LABELLED),
                    annotator.isPresent() ? row.find(annotator.get()) : Optional.empty(),
                    time.isPresent() ? row.find(time.get()) : Optional.empty(),
                    Optional.empty(),
                    file + ", " + row.place(),
                    List.of()));
        }
        return new ToolAnswers(answers, unanswered, List.of());
    }

    private static String column(
            RecordFile records, Optional<String> set, List<String> usual, String role, String option)
            throws DataException {
        if (set.isPresent()) {
            return records.column(set.get(), "--column " + option);
        }
        return usual.stream()
                .flatMap(name -> records.own(name).stream())
                .findFirst()
                .orElseThrow(() -> new UserException(records.file() + " has no column with the " + role + "; it has "
                        + String.join(", ", records.columns()) + ". Name it with --column " + option + "=COLUMN."));
    }

    /** @param lists whether a value may be a JSON list; a class of a CSV file may begin with a bracket */
    private static List<String> labels(FileRecord row, String column, boolean several, boolean lists)
            throws IOException {
        Optional<String> cell = row.find(column);
        if (cell.isEmpty()) {
            return List.of();
        }
        if (cell.get().startsWith("{\"choices\"") || (lists && cell.get().startsWith("["))) {
            JsonNode json;
            try {
                json = Json.parse(cell.get(), JsonNode.class);
            } catch (IOException e) {
                throw row.error(
                        "has the label '" + cell.get() + "', which begins like JSON but is not valid JSON. Write the"
                                + " classes as cat|dog, or as a JSON list");
            }
            List<String> labels = new ArrayList<>();
            for (JsonNode each : json.has("choices") ? json.get("choices") : json) {
                if (each.isObject()) {
                    throw row.error("has shapes in the column " + column
                            + ", which are not read from CSV. Export the project from Label Studio as JSON");
                }
                labels.add(each.asText());
            }
            return labels;
        }
        return several ? List.copyOf(LabelText.parts(cell.get())) : List.of(cell.get());
    }

    private static Optional<ToolAnswer.Status> status(FileRecord row, Optional<String> column) throws DataException {
        Optional<String> cell = column.isPresent() ? row.find(column.get()) : Optional.empty();
        if (cell.isEmpty()) {
            return Optional.empty();
        }
        Optional<ToolAnswer.Status> status = ToolAnswer.Status.find(cell.get());
        if (status.isEmpty()) {
            throw row.error("has the status '" + cell.get() + "'; it must be empty or one of "
                    + String.join(
                            ", ",
                            Stream.of(ToolAnswer.Status.values())
                                    .map(ToolAnswer.Status::key)
                                    .toList()));
        }
        return status;
    }
}
