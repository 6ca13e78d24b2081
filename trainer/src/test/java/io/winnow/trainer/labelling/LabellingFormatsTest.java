package io.winnow.trainer.labelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.DataException;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that are read here were written by hand as the documentation of the tools describes them. */
class LabellingFormatsTest {
    private static final ReadingChoices SINGLE = ReadingChoices.usual(false);
    private static final List<String> CLASSES = List.of("cat", "dog, \"small\"", "V\u00f6gel & <co>");

    @TempDir
    private Path folder;

    private LabellingTasks images(boolean guessed) {
        List<LabellingItem.Guess> guesses =
                guessed ? List.of(new LabellingItem.Guess(CLASSES.get(2), 0.61)) : List.of();
        return new LabellingTasks(
                "pets",
                "round 1",
                CLASSES,
                false,
                List.of(
                        new LabellingItem("a b.png", Optional.of("photos/a b.png"), Optional.empty(), guesses),
                        new LabellingItem("c.png", Optional.empty(), Optional.empty(), List.of())));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static ToolAnswers read(Path file, ReadingChoices choices) throws IOException {
        return LabellingFormats.of(file, Optional.empty()).read(file, choices);
    }

    @Test
    void guessesThatNobodyConfirmedAreNoAnswers() throws IOException {
        for (LabellingFormat format : LabellingFormats.all()) {
            List<Path> written = format.write(images(true), WritingChoices.USUAL, folder);
            if (format instanceof CocoBoxes) {
                assertThat(written).as("it has boxes alone").isEmpty();
                continue;
            }
            ToolAnswers answers = read(written.get(0), SINGLE);
            assertThat(answers.answers()).as(format.key()).isEmpty();
            assertThat(answers.unanswered()).isEqualTo(2);
        }
    }

    @Test
    void labelStudioReceivesTasksAndAConfiguration() throws IOException {
        List<Path> written = new LabelStudio().write(images(true), WritingChoices.USUAL, folder);
        JsonNode task = Json.read(written.get(0), JsonNode.class).get(0);
        assertThat(task.at("/data/image").asText()).isEqualTo("/data/local-files/?d=photos/a%20b.png");
        assertThat(task.at("/data/winnow_id").asText()).isEqualTo("a b.png");
        assertThat(task.at("/predictions/0/score").asDouble()).isEqualTo(0.61);
        assertThat(task.at("/predictions/0/result/0/value/choices/0").asText()).isEqualTo(CLASSES.get(2));
        assertThat(Files.readString(written.get(1)))
                .contains("<Choices name=\"label\" toName=\"item\" choice=\"single\" required=\"true\">")
                .contains("<Choice value=\"V\u00f6gel &amp; &lt;co&gt;\"/>");
    }

    @Test
    void everyAnnotationOfLabelStudioIsAnAnswer() throws IOException {
        String export = """
                [{"id": 7, "data": {"image": "/data/local-files/?d=photos/a%20b.png", "winnow_id": "a b.png"},
                  "predictions": [{"result": [{"value": {"choices": ["dog"]}}]}],
                  "annotations": [
                   {"completed_by": 1, "was_cancelled": false, "ground_truth": false, "updated_at": "2026-01-01T10:00:00Z",
                    "result": [{"from_name": "label", "to_name": "item", "type": "choices", "value": {"choices": ["dog"]}}]},
                   {"completed_by": 1, "was_cancelled": false, "updated_at": "2026-01-01T11:00:00Z",
                    "result": [{"type": "choices", "value": {"choices": ["cat"]}}]},
                   {"completed_by": {"id": 2, "email": "b@example.org"}, "ground_truth": true, "updated_at": "2026-01-01T09:00:00Z",
                    "result": [{"type": "choices", "value": {"choices": ["bird"]}}]}]},
                 {"id": 8, "data": {"image": "/data/local-files/?d=photos/c%20d.png"},
                  "annotations": [{"completed_by": 1, "was_cancelled": true, "result": []}]},
                 {"id": 9, "data": {"image": "e.png", "winnow_id": "e.png"}, "annotations": []}]""";
        ToolAnswers answers = read(file("export.json", export), SINGLE);
        assertThat(answers.answers())
                .extracting(
                        ToolAnswer::id,
                        ToolAnswer::labels,
                        ToolAnswer::status,
                        answer -> answer.annotator().orElse(""),
                        answer -> answer.expert().orElse(false))
                .containsExactly(
                        tuple("a b.png", List.of("cat"), ToolAnswer.Status.LABELLED, "1", false),
                        tuple("a b.png", List.of("bird"), ToolAnswer.Status.LABELLED, "2", true),
                        tuple("photos/c d.png", List.of(), ToolAnswer.Status.SKIPPED, "1", false));
        assertThat(answers.unanswered()).isEqualTo(1);
        assertThat(answers.notes()).singleElement().asString().startsWith("Left out 1 answers");
    }

    @Test
    void addressesThatNobodyEncodedAreRead() throws IOException {
        String export = "\uFEFF[{\"data\": {\"image\": \"/data/local-files/?d=100%.png\"}, \"annotations\":"
                + " [{\"was_cancelled\": true}]}]";
        assertThat(read(file("export.json", export), SINGLE).answers())
                .extracting(ToolAnswer::id)
                .containsExactly("100%.png");
    }

    @Test
    void theSmallExportsOfLabelStudioAreRead() throws IOException {
        String minimal = """
                [{"id": 7, "image": "x/a.png", "winnow_id": "a.png", "label": "cat", "annotator": 1, "annotation_id": 3,
                  "updated_at": "2026-01-01T10:00:00Z"},
                 {"id": 8, "image": "x/b.png", "winnow_id": "b.png"}]""";
        ToolAnswers answers = read(file("min.json", minimal), SINGLE);
        assertThat(answers.answers())
                .extracting(ToolAnswer::id, ToolAnswer::labels)
                .containsExactly(tuple("a.png", List.of("cat")));
        assertThat(answers.unanswered()).isEqualTo(1);
        String csv =
                "annotation_id,annotator,id,image,label,winnow_id\n3,1,7,x/a.png,cat,a.png\n4,2,8,x/b.png,dog,b.png\n";
        assertThat(read(file("export.csv", csv), SINGLE).answers())
                .extracting(
                        ToolAnswer::id,
                        ToolAnswer::labels,
                        answer -> answer.annotator().orElse(""))
                .containsExactly(tuple("a.png", List.of("cat"), "1"), tuple("b.png", List.of("dog"), "2"));
        String several = "winnow_id,label\na.png,\"{\"\"choices\"\": [\"\"cat\"\", \"\"dog\"\"]}\"\nb.png,cat|dog\n";
        assertThat(read(file("several.csv", several), ReadingChoices.usual(true))
                        .answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("cat", "dog"), List.of("cat", "dog"));
    }

    @Test
    void choicesOfAnotherNameAreNotReadAsNone() throws IOException {
        ReadingChoices several = ReadingChoices.usual(true);
        String minimal = "[{\"winnow_id\": \"a.png\", \"annotation_id\": 3, \"kind\": \"cat\"}]";
        assertThatThrownBy(() -> read(file("minimal.json", minimal), several))
                .hasMessageContaining("none with a choice or a box of the control `label`");
        String polygons = "[{\"data\": {\"winnow_id\": \"a.png\"}, \"annotations\": [{\"result\": [{\"value\":"
                + " {\"polygonlabels\": [\"cat\"]}}]}]}]";
        assertThatThrownBy(() -> read(file("polygons.json", polygons), several))
                .hasMessageContaining("none with a choice or a box of the control `label`");
        assertThat(read(file("none.json", polygons.replaceFirst("\\{\"value.*}}", "")), several)
                        .answers())
                .singleElement()
                .satisfies(answer -> assertThat(answer.labels()).isEmpty());
        assertThatThrownBy(() -> read(file("cut.csv", "id,label\na.png,\"[cat\"\n"), several))
                .hasMessageContaining("line 2: has the label '[cat'");
    }

    @Test
    void anAnswerWithoutAClassIsAnErrorIfEachItemHasOne() throws IOException {
        String export =
                "[{\"data\": {\"winnow_id\": \"a\"}, \"annotations\": [{\"completed_by\": 1, \"result\": []}]}]";
        Path file = file("export.json", export);
        assertThatThrownBy(() -> read(file, SINGLE))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("task 1");
        assertThat(read(file, ReadingChoices.usual(true)).answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of());
    }

    @Test
    void tablesOfOtherProgramsAreRead() throws IOException {
        ToolAnswers answers = read(
                file("klassen.csv", "\uFEFFDatei;Klasse;status\na.png;cat;\nb.png;;bad\nc.png;;\n"),
                new ReadingChoices(false, Optional.of("Datei"), Optional.of("Klasse"), false));
        assertThat(answers.answers())
                .extracting(ToolAnswer::id, ToolAnswer::labels, ToolAnswer::status)
                .containsExactly(
                        tuple("a.png", List.of("cat"), ToolAnswer.Status.LABELLED),
                        tuple("b.png", List.of(), ToolAnswer.Status.BAD));
        assertThat(answers.unanswered()).isEqualTo(1);
        assertThatThrownBy(() -> read(file("x.csv", "Datei,Klasse\na,b\n"), SINGLE))
                .hasMessageContaining("Datei, Klasse")
                .hasMessageContaining("--column id=COLUMN");
        assertThatThrownBy(() -> read(file("y.csv", "id,label,status\na,cat,done\n"), SINGLE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("labelled, skipped, unclear, bad");
        assertThatThrownBy(() -> read(
                        Files.write(
                                folder.resolve("latin.csv"),
                                "id,label\na,V\u00f6gel\n".getBytes(StandardCharsets.ISO_8859_1)),
                        SINGLE))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> read(file("empty.csv", "\n"), SINGLE)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> LabellingFormats.of(file("z.csv", "id,label\n"), Optional.of("labelstudo")))
                .hasMessageContaining("Did you mean 'labelstudio'?");
    }

    private static final String CVAT = """
            <?xml version="1.0" encoding="utf-8"?>
            <annotations><version>1.1</version><meta/>
            <image id="0" name="photos/a b.png" width="320" height="240">
              <tag label="cat" source="manual"></tag><tag label="dog" source="auto"></tag></image>
            <image id="1" name="b.png" width="320" height="240"><tag label="dog" source="auto"></tag>
              <box label="dog" xtl="80.0" ytl="60.0" xbr="120.0" ybr="90.0" occluded="0" z_order="0" source="manual"></box></image>
            <image id="2" name="c.png" width="320" height="240"></image>
            </annotations>
            """;

    @Test
    void tagsOfCvatAreAnswers() throws IOException {
        Path xml = file("annotations.xml", CVAT);
        Path zip = folder.resolve("task.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("annotations.xml"));
            out.write(Files.readAllBytes(xml));
        }
        for (Path file : List.of(xml, zip)) {
            ToolAnswers answers = read(file, SINGLE);
            assertThat(answers.answers())
                    .extracting(ToolAnswer::id, ToolAnswer::labels)
                    .containsExactly(tuple("photos/a b.png", List.of("cat")));
            assertThat(answers.unanswered()).isEqualTo(2);
            assertThat(answers.notes())
                    .containsExactly("Passed over 1 shape (box): only tags say the class of an image.");
        }
        ReadingChoices finished = new ReadingChoices(false, Optional.empty(), Optional.empty(), true);
        assertThat(read(xml, finished).answers())
                .extracting(ToolAnswer::labels)
                .as("a guess that a person left in a finished job is an answer")
                .containsExactly(List.of("cat"), List.of("dog"));
        ReadingChoices several = new ReadingChoices(true, Optional.empty(), Optional.empty(), true);
        assertThat(read(xml, several).answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("cat", "dog"), List.of("dog"), List.of());
    }

    @Test
    void brokenFilesOfCvatAreExplained() throws IOException {
        assertThatThrownBy(() -> read(file("cut.xml", CVAT.substring(0, 200)), SINGLE))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot be read as XML");
        assertThatThrownBy(() -> read(file("track.xml", "<annotations><track id=\"0\"/></annotations>"), SINGLE))
                .hasMessageContaining("tracks");
        assertThatThrownBy(() -> read(file("none.xml", "<annotations/>"), SINGLE))
                .hasMessageContaining("holds no images");
        String two = CVAT.replace("source=\"auto\"></tag></image>", "source=\"manual\"></tag></image>");
        assertThatThrownBy(() -> read(file("two.xml", two), SINGLE)).hasMessageContaining("cat, dog");
        String entity =
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotations><image name=\"&x;\"/></annotations>";
        assertThatThrownBy(() -> read(file("entity.xml", entity), SINGLE)).isInstanceOf(UserException.class);
    }

    @Test
    void textsHaveNoFileForCvat() throws IOException {
        LabellingTasks texts = new LabellingTasks(
                "t",
                "m",
                CLASSES,
                true,
                List.of(new LabellingItem("1", Optional.empty(), Optional.of("one\n\"two\""), List.of())));
        assertThat(new CvatImages().write(texts, WritingChoices.USUAL, folder)).isEmpty();
        Path config =
                new LabelStudio().write(texts, WritingChoices.USUAL, folder).get(1);
        assertThat(Files.readString(config))
                .contains("<Text name=\"item\" value=\"$text\"/>")
                .contains("choice=\"multiple\"");
        Path csv = new CsvAnswers()
                .write(texts, new WritingChoices("", true), folder)
                .get(0);
        assertThat(Files.readString(csv))
                .startsWith("\uFEFFid,file,text,guess,p,label,status,comment")
                .contains("\"one\n\"\"two\"\"\"");
    }
}
