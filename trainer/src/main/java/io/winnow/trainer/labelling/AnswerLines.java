package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON lines, in which programs are asked and answer: {@code {"id": .., "text": ..}} or {@code {"id": .., "file": ..}}, and {@code {"id": ..,
 * "label": ..}}, or {@code "labels"} with a list; or {@code "status"} with {@code skipped}, {@code unclear} or {@code bad}.
 */
public final class AnswerLines {
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
     * Reads the answers of a file. A last line that was cut off is left out. Lines that are no answers are left out with a note each.
     *
     * @param several whether an item may have several classes
     */
    public static ToolAnswers read(Path file, boolean several) throws IOException {
        List<ToolAnswer> answers = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        String text = Files.readString(file);
        int number = 0;
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            number++;
            Optional<ToolAnswer> answer = answer(line, file + ", line " + number, several);
            if (answer.isPresent()) {
                answers.add(answer.get());
            } else if (!line.isBlank()) {
                notes.add(file + ", line " + number + ", is not an answer: '" + line + "'. A line needs an `id`, and "
                        + (several ? "a list `labels`, which may be empty" : "a `label`")
                        + "; or a `status`, which is skipped, unclear or bad.");
            }
        }
        return new ToolAnswers(answers, 0, notes);
    }

    private static Optional<ToolAnswer> answer(String line, String place, boolean several) {
        JsonNode json;
        try {
            json = Json.parse(line, JsonNode.class);
        } catch (IOException e) {
            return Optional.empty();
        }
        List<String> labels = new ArrayList<>();
        if (json.hasNonNull("label")) {
            labels.add(json.get("label").asText());
        }
        json.path("labels").forEach(label -> labels.add(label.asText()));
        Optional<ToolAnswer.Status> status = json.hasNonNull("status")
                ? ToolAnswer.Status.find(json.get("status").asText())
                : Optional.of(ToolAnswer.Status.LABELLED);
        boolean labelled = status.equals(Optional.of(ToolAnswer.Status.LABELLED));
        boolean answered = json.hasNonNull("label") || json.has("labels");
        if (!json.hasNonNull("id")
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
                place));
    }
}
