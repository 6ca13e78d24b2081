package io.winnow.trainer.labelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Label Studio's own frontend showed the tasks that Winnow writes in a browser, and serialised what was chosen, drawn, left empty and skipped
 * there: {@code label-studio.json}, which {@code label-studio.mjs} made. What its server writes around the answers is as it documents it.
 */
class LabelStudioFrontendTest {
    private static final List<String> CLASSES = List.of("cat", "dog, \"small\"", "V\u00f6gel & <co>");
    private static final List<String> NAMES = List.of("a b.png", "50% #1+2&x.png", "c.png", "d.png", "e.png");
    /** JavaScript writes 10.0 as 10. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? Double.compare(one.asDouble(), other.asDouble())
            : one.equals(other) ? 0 : 1;

    private static JsonNode recorded;

    @TempDir
    private Path folder;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = LabelStudioFrontendTest.class.getResourceAsStream("label-studio.json")) {
            recorded = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), JsonNode.class);
        }
    }

    private static LabellingTasks tasks(String kind) {
        boolean several = !kind.endsWith("-one");
        List<LabellingItem.Guess> guess = several
                ? List.of(new LabellingItem.Guess(CLASSES.get(0), 0.8), new LabellingItem.Guess(CLASSES.get(2), 0.6))
                : List.of(new LabellingItem.Guess(CLASSES.get(2), 0.61));
        List<LabellingItem> items = IntStream.range(0, NAMES.size())
                .mapToObj(i -> new LabellingItem(
                        NAMES.get(i),
                        kind.startsWith("text") ? Optional.empty() : Optional.of("photos/" + NAMES.get(i)),
                        kind.startsWith("text")
                                ? Optional.of("A text <b>with</b> \"marks\" & $dollar, line\nbreak no. " + i)
                                : Optional.empty(),
                        i != 2 || kind.equals("boxes") ? List.of() : guess,
                        kind.equals("boxes")
                                ? Optional.of(new BoxTask(
                                        200,
                                        100,
                                        i == 2
                                                ? List.of(new LabelledBox(CLASSES.get(0), new Box(20, 10, 60, 40)))
                                                : List.of()))
                                : Optional.empty()))
                .toList();
        return new LabellingTasks("pets", "round 1", CLASSES, several, items);
    }

    /** Returns an export of the answers, after a check that the frontend showed what Winnow writes. */
    private Path export(String kind) throws IOException {
        List<Path> written = new LabelStudio().write(tasks(kind), WritingChoices.USUAL, folder);
        JsonNode own = recorded.path("kinds").path(kind);
        assertThat(own.path("tasks").equals(BY_VALUE, Json.read(written.get(0), JsonNode.class)))
                .as("%s", own.path("tasks"))
                .isTrue();
        assertThat(Files.readString(written.get(1)))
                .isEqualTo(own.path("config").asText());
        ArrayNode export = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < NAMES.size(); i++) {
            ObjectNode task = own.path("tasks").get(i).deepCopy();
            JsonNode answer = own.path("answers").get(i);
            ArrayNode annotations = task.put("id", i + 1).putArray("annotations");
            if (answer.has("result")) {
                annotations
                        .addObject()
                        .put("id", i + 1)
                        .put("completed_by", 7)
                        .put("was_cancelled", answer.path("event").asText().equals("skip"))
                        .put("ground_truth", false)
                        .set("result", answer.path("result"));
            }
            export.add(task);
        }
        return Files.writeString(folder.resolve("export.json"), Json.page(export));
    }

    private ToolAnswers answers(String kind) throws IOException {
        Path export = export(kind);
        return LabellingFormats.of(export, Optional.empty())
                .read(export, ReadingChoices.usual(tasks(kind).several()));
    }

    private static List<List<String>> labels(ToolAnswers answers) {
        return answers.answers().stream().map(ToolAnswer::labels).toList();
    }

    @Test
    void oneClassOfEachItemIsRead() throws IOException {
        ToolAnswers images = answers("image-one");
        assertThat(images.answers())
                .extracting(ToolAnswer::id)
                .as("an answer without a class is refused by the frontend")
                .containsExactly("a b.png", "50% #1+2&x.png", "c.png", "e.png");
        // The second choice replaces the first; the third item was submitted with the guess that was shown.
        assertThat(labels(images))
                .containsExactly(List.of(CLASSES.get(0)), List.of(CLASSES.get(2)), List.of(CLASSES.get(2)), List.of());
        assertThat(images.answers().get(3).status()).isEqualTo(ToolAnswer.Status.SKIPPED);
        assertThat(images.unanswered()).isEqualTo(1);
        assertThat(labels(answers("text-one")))
                .containsExactly(List.of(CLASSES.get(1)), List.of(CLASSES.get(0)), List.of(CLASSES.get(2)), List.of());
    }

    @Test
    void severalClassesAndNoneAreRead() throws IOException {
        ToolAnswers images = answers("image-several");
        assertThat(labels(images))
                .containsExactly(
                        CLASSES.subList(0, 1),
                        CLASSES.subList(0, 2),
                        List.of(CLASSES.get(0), CLASSES.get(2)),
                        List.of(),
                        List.of());
        assertThat(images.answers())
                .extracting(ToolAnswer::status)
                .containsExactly(
                        ToolAnswer.Status.LABELLED,
                        ToolAnswer.Status.LABELLED,
                        ToolAnswer.Status.LABELLED,
                        ToolAnswer.Status.LABELLED,
                        ToolAnswer.Status.SKIPPED);
        assertThat(labels(answers("text-several")))
                .startsWith(List.of(CLASSES.get(0), CLASSES.get(2)), List.of(CLASSES.get(1)));
    }

    @Test
    void drawnAndProposedBoxesAreRead() throws IOException {
        ToolAnswers answers = answers("boxes");
        assertThat(answers.answers())
                .extracting(ToolAnswer::boxes)
                .containsExactly(
                        List.of(
                                new LabelledBox(CLASSES.get(0), new Box(20, 20, 80, 40)),
                                new LabelledBox(CLASSES.get(2), new Box(120, 10, 60, 80))),
                        List.of(new LabelledBox(CLASSES.get(1), new Box(50, 50, 50, 50))),
                        List.of(new LabelledBox(CLASSES.get(0), new Box(20, 10, 60, 40))),
                        List.of(),
                        List.of());
        assertThat(answers.answers().get(3).status()).isEqualTo(ToolAnswer.Status.LABELLED);
        assertThat(answers.answers().get(4).status()).isEqualTo(ToolAnswer.Status.SKIPPED);
    }

    @Test
    void theUprightBoxAroundATurnedOneIsThatOfTheFrontend() {
        List<LabelledBox> boxes =
                LabelStudioBoxes.read(recorded.path("turned").path("result"), "export", ReadingChoices.usual(true));
        JsonNode upright = recorded.path("turned").path("upright");
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i).box();
            List<Double> edges = List.of(box.x() / 2, box.y(), (box.x() + box.width()) / 2, box.y() + box.height());
            for (int edge = 0; edge < 4; edge++) {
                assertThat(edges.get(edge)).isCloseTo(upright.get(i).get(edge).asDouble(), within(1e-9));
            }
        }
        assertThat(boxes).hasSameSizeAs(upright);
    }

    @Test
    void theFrontendAskedForTheImagesByTheirPaths() {
        List<String> asked = new ArrayList<>();
        recorded.path("asked").forEach(each -> asked.add(each.asText()));
        assertThat(asked)
                .containsExactlyElementsOf(
                        NAMES.stream().map(name -> "photos/" + name).toList());
    }
}
