package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Label Studio: tasks with the guesses as predictions, and the labelling configuration ({@code config.xml}) to paste into the settings of a
 * project. Reads its exports as JSON and as JSON-MIN; {@link CsvAnswers} reads that as CSV. See <a
 * href="https://labelstud.io/guide/export.html">labelstud.io/guide/export.html</a>.
 */
final class LabelStudio implements LabellingFormat {
    static final String FILE = "labelstudio.json";
    static final String CONFIG = "config.xml";
    private static final String ID = "winnow_id";
    static final String LABEL = "label";
    static final String ITEM = "item";

    @Override
    public String key() {
        return "labelstudio";
    }

    @Override
    public List<Path> write(LabellingTasks tasks, WritingChoices choices, Path folder) throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (LabellingItem item : tasks.items()) {
            Map<String, Object> data = new LinkedHashMap<>();
            if (tasks.isText()) {
                data.put("text", item.text().orElseThrow());
            } else {
                data.put("image", choices.url() + encoded(item.file().orElse(item.id())));
            }
            data.put(ID, item.id());
            Map<String, Object> task = new LinkedHashMap<>();
            task.put("data", data);
            if (tasks.isBoxes()) {
                BoxTask boxes = item.boxes().orElseThrow();
                if (!boxes.proposals().isEmpty()) {
                    task.put("predictions", List.of(LabelStudioBoxes.prediction(boxes, "proposals")));
                }
            } else if (!item.guesses().isEmpty()) {
                task.put("predictions", List.of(prediction(item.guesses(), tasks.model())));
            }
            list.add(task);
        }
        Path file = folder.resolve(FILE);
        AtomicFiles.write(file, Json.page(list));
        Path config = folder.resolve(CONFIG);
        AtomicFiles.write(config, config(tasks));
        return List.of(file, config);
    }

    /** Replaces what has a meaning of its own in the address of a picture. */
    private static String encoded(String path) {
        return path.replace("%", "%25")
                .replace("#", "%23")
                .replace("?", "%3F")
                .replace("&", "%26")
                .replace("+", "%2B")
                .replace(" ", "%20");
    }

    /** @param guesses at least one; tasks are sorted by the least certain of them */
    private static Map<String, Object> prediction(List<LabellingItem.Guess> guesses, String model) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("from_name", LABEL);
        result.put("to_name", ITEM);
        result.put("type", "choices");
        result.put(
                "value",
                Map.of(
                        "choices",
                        guesses.stream().map(LabellingItem.Guess::label).toList()));
        Map<String, Object> prediction = new LinkedHashMap<>();
        prediction.put("model_version", model);
        prediction.put(
                "score",
                guesses.stream()
                        .mapToDouble(LabellingItem.Guess::probability)
                        .min()
                        .orElseThrow());
        prediction.put("result", List.of(result));
        return prediction;
    }

    private static String config(LabellingTasks tasks) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartElement("View");
            xml.writeCharacters("\n  ");
            xml.writeEmptyElement(tasks.isText() ? "Text" : "Image");
            xml.writeAttribute("name", ITEM);
            xml.writeAttribute("value", tasks.isText() ? "$text" : "$image");
            xml.writeCharacters("\n  ");
            xml.writeStartElement(tasks.isBoxes() ? "RectangleLabels" : "Choices");
            xml.writeAttribute("name", LABEL);
            xml.writeAttribute("toName", ITEM);
            if (!tasks.isBoxes()) {
                xml.writeAttribute("choice", tasks.several() ? "multiple" : "single");
            }
            if (!tasks.isBoxes() && !tasks.several()) {
                // Otherwise, a task can be submitted without a class, which is no answer.
                xml.writeAttribute("required", "true");
            }
            for (String name : tasks.classes()) {
                xml.writeCharacters("\n    ");
                xml.writeEmptyElement(tasks.isBoxes() ? "Label" : "Choice");
                xml.writeAttribute("value", name);
            }
            xml.writeCharacters("\n  ");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("A text in memory can be written.", e);
        }
        return text.toString();
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return beginning.startsWith("[");
    }

    @Override
    public ToolAnswers read(Path file, ReadingChoices choices) throws IOException {
        JsonNode tasks = ToolJson.read(file);
        if (!tasks.isArray()) {
            throw new UserException(file + " is not an export of Label Studio, which is an array of tasks. Export the"
                    + " project as JSON or JSON-MIN.");
        }
        List<ToolAnswer> answers = new ArrayList<>();
        int unanswered = 0;
        for (int i = 0; i < tasks.size(); i++) {
            JsonNode task = tasks.get(i);
            String place = file + ", task " + (i + 1);
            List<ToolAnswer> own = task.has("data") ? full(task, place, choices) : minimal(task, place, choices);
            unanswered += own.isEmpty() ? 1 : 0;
            answers.addAll(own);
        }
        requireChoices(answers, tasks, file);
        return newest(answers, unanswered, choices.several() ? LabelStudioBoxes.notes(tasks) : List.of());
    }

    /** Where no choice means that an item has no class, a file whose choices have another name must not be read as one without classes. */
    private static void requireChoices(List<ToolAnswer> answers, JsonNode tasks, Path file) {
        boolean chosen = answers.stream()
                .anyMatch(answer -> !answer.labels().isEmpty() || answer.status() != ToolAnswer.Status.LABELLED);
        for (JsonNode task : tasks) {
            boolean other = !task.has("data") && !task.has(LABEL) && task.has("annotation_id");
            for (JsonNode annotation : task.path("annotations")) {
                other |= !annotation.path("result").isEmpty();
            }
            if (!chosen && other) {
                throw new UserException(file + " has answers, but none with a choice or a box of the control `" + LABEL
                        + "`, so the classes cannot be read. Set up the project in Label Studio with the " + CONFIG
                        + " that Winnow wrote, which has this control. If really no item has a class, export as JSON.");
            }
        }
    }

    /** A task of the export as JSON: every annotation is an answer; predictions are not. */
    private static List<ToolAnswer> full(JsonNode task, String place, ReadingChoices choices) {
        String id = id(task.get("data"), place);
        List<ToolAnswer> answers = new ArrayList<>();
        for (JsonNode annotation : task.path("annotations")) {
            boolean skipped = annotation.path("was_cancelled").asBoolean();
            List<String> labels = new ArrayList<>();
            for (JsonNode result : annotation.path("result")) {
                result.path("value").path("choices").forEach(choice -> labels.add(choice.asText()));
            }
            List<LabelledBox> boxes = LabelStudioBoxes.read(annotation.path("result"), place, choices);
            labels.addAll(LabelledBox.labels(boxes));
            if (!skipped && labels.isEmpty() && LabelStudioBoxes.isUnread(annotation.path("result"), choices)) {
                continue;
            }
            answers.add(new ToolAnswer(
                    id,
                    skipped ? List.of() : required(labels.stream().distinct().toList(), place, choices),
                    skipped ? ToolAnswer.Status.SKIPPED : ToolAnswer.Status.LABELLED,
                    annotator(annotation.path("completed_by")),
                    time(annotation),
                    annotation.has("ground_truth")
                            ? Optional.of(annotation.get("ground_truth").asBoolean())
                            : Optional.empty(),
                    place,
                    skipped ? List.of() : boxes));
        }
        return answers;
    }

    /** A record of the export as JSON-MIN: one answer, or a task without one. */
    private static List<ToolAnswer> minimal(JsonNode task, String place, ReadingChoices choices) {
        JsonNode label = task.path(LABEL);
        if (label.isMissingNode() && task.path("annotation_id").isMissingNode()) {
            return List.of();
        }
        List<String> labels = new ArrayList<>();
        if (label.isTextual()) {
            labels.add(label.asText());
        } else {
            (label.has("choices") ? label.get("choices") : label).forEach(choice -> {
                if (choice.isValueNode()) {
                    labels.add(choice.asText());
                }
            });
        }
        List<LabelledBox> boxes = LabelStudioBoxes.read(label, place, choices);
        labels.addAll(LabelledBox.labels(boxes));
        if (labels.isEmpty() && LabelStudioBoxes.isUnread(label, choices)) {
            return List.of();
        }
        return List.of(new ToolAnswer(
                id(task, place),
                required(labels, place, choices),
                ToolAnswer.Status.LABELLED,
                annotator(task.path("annotator")),
                time(task),
                Optional.empty(),
                place,
                boxes));
    }

    private static List<String> required(List<String> labels, String place, ReadingChoices choices) {
        if (!choices.several() && labels.size() != 1) {
            throw new UserException(place + ": an answer has "
                    + (labels.isEmpty() ? "no class" : "the classes " + String.join(", ", labels))
                    + ", but each item has exactly one. Correct it in Label Studio and export again; to leave an item"
                    + " unanswered, skip it there.");
        }
        return labels;
    }

    /** Returns the number of an annotator, which is in all exports; or the address if a file has nothing else. */
    private static Optional<String> annotator(JsonNode who) {
        JsonNode name = who.isObject() ? (who.hasNonNull("id") ? who.get("id") : who.path("email")) : who;
        return name.isMissingNode() || name.isNull() ? Optional.empty() : Optional.of(name.asText());
    }

    private static Optional<String> time(JsonNode annotation) {
        JsonNode time = annotation.has("updated_at") ? annotation.get("updated_at") : annotation.path("created_at");
        return time.isTextual() ? Optional.of(time.asText()) : Optional.empty();
    }

    /** Returns the key of an item: what Winnow wrote, or otherwise the name of the file. */
    private static String id(JsonNode data, String place) {
        if (data.hasNonNull(ID)) {
            return data.get(ID).asText();
        }
        String image = data.path("image").asText();
        if (image.isEmpty()) {
            throw new UserException(place + " has neither " + ID + " nor image, so its item is unknown. Import"
                    + " the tasks that Winnow wrote, which have them.");
        }
        String path = image.contains("?d=") ? image.substring(image.indexOf("?d=") + 3) : image;
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A path that nobody encoded may have a percent sign of its own.
            return path;
        }
    }

    /** Keeps the newest answer of each annotator for an item, and says how many others there were. */
    private static ToolAnswers newest(List<ToolAnswer> answers, int unanswered, List<String> more) {
        Map<List<String>, ToolAnswer> kept = new LinkedHashMap<>();
        Comparator<ToolAnswer> byTime =
                Comparator.comparing(answer -> answer.time().orElse(""));
        for (ToolAnswer answer : answers) {
            kept.merge(
                    List.of(answer.id(), answer.annotator().orElse("")),
                    answer,
                    (before, next) -> byTime.compare(next, before) >= 0 ? next : before);
        }
        int older = answers.size() - kept.size();
        List<String> notes = new ArrayList<>(more);
        if (older > 0) {
            notes.add("Left out " + older + " answers, because the same annotator gave a newer one for the same item.");
        }
        return new ToolAnswers(List.copyOf(kept.values()), unanswered, notes);
    }
}
