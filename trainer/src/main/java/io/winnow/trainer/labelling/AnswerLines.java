package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * JSON lines, in which programs are asked and answer: {@code {"id": .., "text": ..}} or {@code {"id": .., "file": ..}}, and {@code {"id": ..,
 * "label": ..}}, or {@code "labels"} with a list, or {@code "objects"} with a list of boxes; or {@code "status"} with {@code skipped}, {@code
 * unclear} or {@code bad}.
 */
public final class AnswerLines {
    /** Byte order marks at the beginnings of lines. */
    private static final Pattern MARKS = Pattern.compile("^\\x{FEFF}", Pattern.MULTILINE);

    private AnswerLines() {}

    /** Returns what a program is asked of an item, as one line. */
    public static String question(LabellingItem item) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", item.id());
        item.text().ifPresent(text -> line.put("text", text));
        item.file().ifPresent(file -> line.put("file", file));
        return Json.line(line);
    }

    /**
     * Returns the text of a file. What is not UTF-8 is replaced, and is then no class or item that is known. A program that writes a byte order
     * mark does so each time that it is started.
     */
    private static String text(Path file) throws IOException {
        return MARKS.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                .replaceAll("");
    }

    private static Optional<JsonNode> json(String line) {
        try {
            return Optional.of(Json.parse(line, JsonNode.class)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads the answers of a file. A last line that was cut off, or is not yet whole, is left out. Lines that are no answers are left out with a
     * note each.
     *
     * @param several whether an item may have several classes
     */
    public static ToolAnswers read(Path file, boolean several) throws IOException {
        List<ToolAnswer> answers = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        String text = text(file);
        int number = 0;
        int end = text.lastIndexOf('\n') + 1;
        boolean whole = json(text.substring(end)).isPresent();
        for (String line :
                text.substring(0, whole ? text.length() : end).lines().toList()) {
            number++;
            Optional<ToolAnswer> answer = answer(line, file + ", line " + number, several);
            if (answer.isPresent()) {
                answers.add(answer.get());
            } else if (!line.isBlank()) {
                notes.add(file + ", line " + number + ", is not an answer: '" + line + "'. A line needs an `id`, and "
                        + (several
                                ? "a list `labels`, which may be empty, or of `objects` such as {\"label\": \"cat\", \"box\": [10, 20, 64, 48]}"
                                : "a `label`")
                        + "; or a `status`, which is skipped, unclear or bad.");
            }
        }
        return new ToolAnswers(answers, 0, notes);
    }

    private static Optional<ToolAnswer> answer(String line, String place, boolean several) {
        return json(line).flatMap(json -> answer(json, place, several));
    }

    private static Optional<ToolAnswer> answer(JsonNode json, String place, boolean several) {
        List<JsonNode> given = new ArrayList<>();
        if (json.hasNonNull("label")) {
            given.add(json.get("label"));
        }
        json.path("labels").forEach(given::add);
        Optional<List<LabelledBox>> boxes = boxes(json.path("objects"), several);
        List<String> labels = Stream.concat(
                        given.stream().map(label -> label.asText().strip()),
                        LabelledBox.labels(boxes.orElse(List.of())).stream())
                .distinct()
                .toList();
        Optional<ToolAnswer.Status> status = json.hasNonNull("status")
                ? ToolAnswer.Status.find(json.get("status").asText())
                : Optional.of(ToolAnswer.Status.LABELLED);
        boolean labelled = status.equals(Optional.of(ToolAnswer.Status.LABELLED));
        boolean answered = json.hasNonNull("label") || json.has("labels") || json.has("objects");
        // A text in place of a list would otherwise read as a list without a class.
        boolean wellFormed = (!json.has("labels") || json.get("labels").isArray())
                && given.stream().allMatch(JsonNode::isValueNode)
                && boxes.isPresent()
                && labels.stream().noneMatch(String::isEmpty);
        if (!json.hasNonNull("id")
                || !wellFormed
                || status.isEmpty()
                || labelled != answered
                || (labelled && !several && labels.size() != 1)) {
            return Optional.empty();
        }
        return Optional.of(new ToolAnswer(
                json.get("id").asText(),
                labels,
                status.get(),
                Optional.ofNullable(json.get("annotator")).map(JsonNode::asText),
                Optional.empty(),
                Optional.empty(),
                place,
                labelled ? boxes.orElse(List.of()) : List.of()));
    }

    /** Returns the boxes of a list; empty if it is none, or an element is no box with a class. */
    private static Optional<List<LabelledBox>> boxes(JsonNode objects, boolean several) {
        if (objects.isMissingNode()) {
            return Optional.of(List.of());
        }
        List<LabelledBox> boxes = new ArrayList<>();
        for (JsonNode each : objects) {
            Optional<Box> box = Box.find(each.path("box"));
            String label = each.path("label").asText().strip();
            if (box.isEmpty() || label.isEmpty()) {
                return Optional.empty();
            }
            boxes.add(new LabelledBox(label, box.get()));
        }
        return several && objects.isArray() ? Optional.of(boxes) : Optional.empty();
    }
}
