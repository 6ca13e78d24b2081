package io.winnow.trainer.labelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boxes in the files of tools. The files that are read were written by hand as the documentation of the tools describes them. */
class BoxFormatsTest {
    private static final ReadingChoices SEVERAL = ReadingChoices.usual(true);
    /** People have looked at all images. */
    private static final ReadingChoices FINISHED = new ReadingChoices(true, Optional.empty(), Optional.empty(), true);

    private static final Box BOX = new Box(80, 60, 40, 30);

    @TempDir
    private Path folder;

    private LabellingTasks tasks() {
        return new LabellingTasks(
                "cells",
                "round 1",
                List.of("red", "platelet"),
                true,
                List.of(
                        new LabellingItem(
                                "a.png",
                                Optional.of("photos/a.png"),
                                Optional.empty(),
                                List.of(new LabellingItem.Guess("red", .9)),
                                Optional.of(new BoxTask(320, 240, List.of(new LabelledBox("platelet", BOX))))),
                        new LabellingItem(
                                "b.png",
                                Optional.of("photos/b.png"),
                                Optional.empty(),
                                List.of(),
                                Optional.of(new BoxTask(320, 240, List.of())))));
    }

    private ToolAnswers read(String name, String content, ReadingChoices choices) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return LabellingFormats.of(file, Optional.empty()).read(file, choices);
    }

    @Test
    void proposalsAreWrittenInPercentAndInPixels() throws IOException {
        List<Path> files = new LabelStudio().write(tasks(), WritingChoices.USUAL, folder);
        JsonNode json = Json.read(files.get(0), JsonNode.class);
        JsonNode value = json.at("/0/predictions/0/result/0/value");
        assertThat(List.of(
                        value.get("x").asDouble(),
                        value.get("y").asDouble(),
                        value.get("width").asDouble(),
                        value.get("height").asDouble()))
                .containsExactly(25.0, 25.0, 12.5, 12.5);
        assertThat(value.at("/rectanglelabels/0").asText()).isEqualTo("platelet");
        assertThat(json.at("/0/predictions/0/result/0/type").asText()).isEqualTo("rectanglelabels");
        assertThat(json.at("/1").has("predictions")).isFalse();
        assertThat(Files.readString(files.get(1)))
                .contains("<RectangleLabels name=\"label\" toName=\"item\">")
                .contains("<Label value=\"platelet\"/>")
                .doesNotContain("Choice");
        String cvat = Files.readString(
                new CvatImages().write(tasks(), WritingChoices.USUAL, folder).get(0));
        assertThat(cvat)
                .contains("<type>rectangle</type>")
                .contains("name=\"photos/a.png\" width=\"320\" height=\"240\"")
                .contains("xtl=\"80.00\" ytl=\"60.00\" xbr=\"120.00\" ybr=\"90.00\"")
                .doesNotContain("<tag");
    }

    @Test
    void proposalsThatNobodyConfirmedAreNoAnswers() throws IOException {
        for (LabellingFormat format : LabellingFormats.all()) {
            Path file = format.write(tasks(), WritingChoices.USUAL, folder).get(0);
            assertThat(format.read(file, SEVERAL).answers()).as(format.key()).isEmpty();
        }
        // In a finished job, what was proposed and left is the answer.
        Path file =
                new CvatImages().write(tasks(), WritingChoices.USUAL, folder).get(0);
        ToolAnswers answers = new CvatImages().read(file, FINISHED);
        assertThat(answers.answers())
                .extracting(ToolAnswer::boxes)
                .containsExactly(List.of(new LabelledBox("platelet", BOX)), List.of());
        assertThat(answers.answers()).extracting(ToolAnswer::labels).containsExactly(List.of("platelet"), List.of());
    }

    private static String result(String label, double rotation) {
        return """
                {"type": "rectanglelabels", "original_width": 320, "original_height": 240, "from_name": "label",
                 "value": {"x": 25, "y": 25, "width": 12.5, "height": 12.5, "rotation": %s, "rectanglelabels": ["%s"]}}""".formatted(rotation, label);
    }

    @Test
    void boxesOfLabelStudioAreTheClassesOfTheImage() throws IOException {
        String task = """
                [{"data": {"winnow_id": "a.png"}, "annotations": [{"completed_by": 1, "result": [%s, %s, %s]}]},
                 {"data": {"winnow_id": "b.png"}, "annotations": [{"completed_by": 1, "result": []}],
                  "predictions": [{"result": [%s]}]}]""".formatted(result("red", 0), result("platelet", 0), result("red", 90), result("red", 45));
        ToolAnswers answers = read("export.json", task, SEVERAL);
        assertThat(answers.answers().get(0).labels()).containsExactly("red", "platelet");
        List<LabelledBox> boxes = answers.answers().get(0).boxes();
        assertThat(boxes).hasSize(3).startsWith(new LabelledBox("red", BOX), new LabelledBox("platelet", BOX));
        // Turned by a quarter about its left upper corner (80, 60), clockwise.
        Box turned = boxes.get(2).box();
        assertThat(turned.numbers())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1)
                .containsExactly(50.0, 60.0, 30.0, 40.0);
        assertThat(answers.notes()).containsExactly("Took the upright box around 1 turned box.");
        assertThat(answers.answers().get(1).labels()).as("no object").isEmpty();
        assertThatThrownBy(() -> read("cut.json", task.replaceFirst("\"original_width\": 320, ", ""), SEVERAL))
                .hasMessageContaining("has no number original_width");
        for (String other : List.of("\"item_index\": 1", "\"image_rotation\": 90")) {
            String changed = task.replaceFirst("\"original_width\"", other + ", \"original_width\"");
            assertThatThrownBy(() -> read("place.json", changed, SEVERAL))
                    .as("boxes would be in the wrong place")
                    .hasMessageContaining("task 1: ")
                    .hasMessageContaining(other.contains("90") ? "turned by 90 degrees" : "on image 2 of its task");
        }
    }

    @Test
    void boxesOfTheSmallExportOfLabelStudioAreRead() throws IOException {
        ToolAnswers answers = read("min.json", """
                [{"winnow_id": "a.png", "annotation_id": 3, "annotator": 2, "label": [
                  {"x": 25, "y": 25, "width": 12.5, "height": 12.5, "rotation": 0, "rectanglelabels": ["red"],
                   "original_width": 320, "original_height": 240}]}]""", SEVERAL);
        assertThat(answers.answers()).singleElement().satisfies(answer -> {
            assertThat(answer.labels()).containsExactly("red");
            assertThat(answer.boxes()).containsExactly(new LabelledBox("red", BOX));
        });
    }

    @Test
    void boxesAndPolygonsOfCvatAreRead() throws IOException {
        ToolAnswers answers = read("annotations.xml", """
                <annotations><image id="0" name="a.png" width="320" height="240">
                <box label="red" source="manual" xtl="80" ytl="60" xbr="120" ybr="90" z_order="0"/>
                <box label="platelet" source="manual" rotation="90" xtl="80" ytl="60" xbr="120" ybr="90"/>
                <polygon label="red" source="manual" points="1,2;11,2;5,22.5"/>
                <points label="red" source="manual" points="1,2"/></image></annotations>""", SEVERAL);
        List<LabelledBox> boxes = answers.answers().get(0).boxes();
        assertThat(boxes)
                .hasSize(3)
                .contains(new LabelledBox("red", BOX), new LabelledBox("red", new Box(1, 2, 10, 20.5)));
        // About its center (100, 75).
        assertThat(boxes.get(1).box().x()).isCloseTo(85, within(1e-9));
        assertThat(boxes.get(1).box().y()).isCloseTo(55, within(1e-9));
        assertThat(boxes.get(1).box().width()).isCloseTo(30, within(1e-9));
        assertThat(answers.answers().get(0).labels()).containsExactly("red", "platelet");
        assertThat(answers.notes())
                .containsExactly(
                        "Passed over 1 shape (points): only tags and boxes say the classes of an image.",
                        "Took the upright box around 2 turned boxes or polygons.");
        assertThatThrownBy(() -> read(
                        "bad.xml",
                        "<annotations><image name=\"a\"><box label=\"x\" xtl=\"1\" ytl=\"1\" xbr=\"two\" ybr=\"2\"/></image></annotations>",
                        SEVERAL))
                .hasMessageContaining("'two' is not a number");
    }

    @Test
    void anImageOfCvatWithGuessesIsUnansweredUntilItIsFinished() throws IOException {
        String begun = """
                <annotations><image name="a.png"><box label="red" source="manual" xtl="80" ytl="60" xbr="120" ybr="90"/>
                <box label="platelet" source="auto" xtl="1" ytl="1" xbr="2" ybr="5"/></image>
                <image name="b.png"><box label="red" source="manual" xtl="80" ytl="60" xbr="120" ybr="90"/></image></annotations>""";
        ToolAnswers before = read("begun.xml", begun, SEVERAL);
        assertThat(before.answers()).extracting(ToolAnswer::id).containsExactly("b.png");
        assertThat(before.unanswered()).isEqualTo(1);
        assertThat(before.notes())
                .singleElement()
                .asString()
                .startsWith("1 image has guesses that nobody has confirmed");
        ToolAnswers after = read("begun.xml", begun, FINISHED);
        assertThat(after.answers().get(0).labels()).containsExactly("red", "platelet");
        assertThat(after.notes()).isEmpty();
    }

    @Test
    void programsAnswerWithBoxes() throws IOException {
        Path file = Files.writeString(folder.resolve("lines.jsonl"), """
                {"id": "a.png", "objects": [{"label": "red", "box": [80, 60, 40, 30]}, {"label": "red", "box": [1, 2, 3, 4]}]}
                {"id": "b.png", "objects": []}
                {"id": "c.png", "objects": [{"label": "red", "box": [80, 60, 0, 30]}]}
                {"id": "d.png", "objects": [{"label": "red", "box": {"width": 40, "height": 30, "x": 80, "y": 60}}]}
                """);
        ToolAnswers answers = AnswerLines.read(file, true);
        assertThat(answers.answers()).extracting(ToolAnswer::labels).containsExactly(List.of("red"), List.of());
        assertThat(answers.answers().get(0).boxes()).hasSize(2).startsWith(new LabelledBox("red", BOX));
        assertThat(answers.notes()).hasSize(2);
        assertThat(answers.notes().get(0)).contains("line 3, is not an answer");
        assertThat(answers.notes().get(1)).contains("line 4, is not an answer");
        assertThat(Json.line(answers.answers().get(0).boxes().get(0)))
                .isEqualTo("{\"label\":\"red\",\"box\":[80.0,60.0,40.0,30.0]}");
    }

    @Test
    void boxesOfCocoAreRead() throws IOException {
        String content = """
                {"images": [{"id": 7, "file_name": "photos/a.png", "width": 320, "height": 240}, {"id": 9, "file_name": "b.png"}],
                 "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [80, 60, 40, 30]},
                   {"id": 2, "image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4.5]}, {"id": 3, "image_id": 7, "category_id": 1}],
                 "categories": [{"id": 1, "name": "platelet"}, {"id": 3, "name": "red"}]}""";
        ToolAnswers answers = read("boxes.json", content, SEVERAL);
        assertThat(answers.answers()).singleElement().satisfies(answer -> {
            assertThat(answer.id()).isEqualTo("photos/a.png");
            assertThat(answer.labels()).containsExactly("red", "platelet");
            assertThat(answer.boxes())
                    .containsExactly(new LabelledBox("red", BOX), new LabelledBox("platelet", new Box(1, 2, 3, 4.5)));
        });
        assertThat(answers.unanswered()).isEqualTo(1);
        assertThat(answers.notes()).singleElement().asString().startsWith("Passed over 1 annotation");
        assertThat(read("all.json", content, FINISHED).answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("red", "platelet"), List.of());
        assertThatThrownBy(() -> read("one.json", content, ReadingChoices.usual(false)))
                .hasMessageContaining("several: true");
        assertThatThrownBy(() ->
                        read("category.json", content.replace("\"id\": 3, \"name\"", "\"id\": 4, \"name\""), SEVERAL))
                .hasMessageContaining("annotation 1 has the category 3");
        assertThatThrownBy(() -> read("part.json", "{\"images\": []}", SEVERAL))
                .hasMessageContaining("is not a file of COCO");
        assertThatThrownBy(() -> read("answers.jsonl", "{\"id\": \"a.png\", \"class\": \"red\"}\n{}\n", SEVERAL))
                .hasMessageContaining("answers.jsonl looks like none of the formats");
    }

    /** As CVAT exports them, with a byte order mark and ends of lines as Windows has them. */
    @Test
    void turnedBoxesAndCrowdsOfCocoAreNotTakenForObjects() throws IOException {
        String content = """
                {"licenses": [{"name": "", "id": 0, "url": ""}], "info": {"contributor": "", "year": ""},
                 "categories": [{"id": 1, "name": "red", "supercategory": ""}, {"id": 2, "name": "platelet", "supercategory": ""}],
                 "images": [{"id": 1, "width": 320, "height": 240, "file_name": "a.png", "license": 0, "coco_url": ""},
                   {"id": 2, "width": 320, "height": 240, "file_name": "b.png"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": [], "area": 1200.0, "bbox": [80, 60, 40, 30],
                   "iscrowd": 0, "attributes": {"occluded": false, "rotation": 90.0}},
                   {"id": 2, "image_id": 1, "category_id": 2, "segmentation": {"counts": [0, 5], "size": [240, 320]}, "area": 5.0,
                   "bbox": [0, 0, 99, 99], "iscrowd": 1, "attributes": {"occluded": false}},
                   {"id": 3, "image_id": 2, "category_id": 2, "bbox": [0, 0, 99, 99], "iscrowd": 1}]}""";
        ToolAnswers answers = read("crowd.json", "\uFEFF" + content.replace("\n", "\r\n"), SEVERAL);
        assertThat(answers.answers())
                .extracting(ToolAnswer::labels)
                .containsExactly(List.of("red", "platelet"), List.of("platelet"));
        assertThat(answers.answers().get(0).boxes()).singleElement().satisfies(each -> {
            // Turned by a right angle about (100, 75), the sides change places.
            assertThat(each.box().x()).isCloseTo(85, within(1e-9));
            assertThat(each.box().y()).isCloseTo(55, within(1e-9));
            assertThat(each.box().width()).isCloseTo(30, within(1e-9));
            assertThat(each.box().height()).isCloseTo(40, within(1e-9));
        });
        assertThat(answers.answers().get(1).boxes()).isEmpty();
        assertThat(answers.notes()).hasSize(2);
        assertThat(answers.notes().get(0)).isEqualTo("Took the upright box around 1 turned box.");
        assertThat(answers.notes().get(1)).startsWith("Took the class, but no object, from 2 annotations");
    }

    @Test
    void boxesThatAreWrittenAsCocoAreReadBack() throws IOException {
        Path file = folder.resolve("coco.json");
        List<LabelledBox> boxes =
                List.of(new LabelledBox("platelet", BOX), new LabelledBox("red", new Box(0.5, 1, 2, 3)));
        CocoBoxes.write(
                List.of("red", "platelet"), List.of(new CocoBoxes.Drawn("a", "x/a.png", 320, 240, boxes)), file);
        JsonNode first = Json.read(file, JsonNode.class).at("/annotations/0");
        assertThat(first.get("category_id").asInt()).isEqualTo(2);
        assertThat(first.get("area").asDouble()).isEqualTo(1200);
        assertThat(new CocoBoxes().read(file, SEVERAL).answers())
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.id()).isEqualTo("a");
                    assertThat(answer.boxes()).isEqualTo(boxes);
                });
    }

    /** If "no box" means "no object", an object that cannot be read must not be taken for none. */
    @Test
    void anImageWithShapesThatAreNotReadIsUnanswered() throws IOException {
        ToolAnswers cvat = read("unread.xml", """
                <annotations><image name="a.png"><points label="red" source="manual" points="1,2"/></image>
                <image name="b.png"/></annotations>""", FINISHED);
        assertThat(cvat.answers()).extracting(ToolAnswer::id).containsExactly("b.png");
        assertThat(cvat.unanswered()).isEqualTo(1);

        ToolAnswers coco = read("unread.json", """
                {"images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "b.png"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 0]},
                   {"id": 2, "image_id": 3, "category_id": 1, "bbox": [1, 2, 3, 4]},
                   {"id": 3, "image_id": 4, "category_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 1}],
                 "categories": [{"id": 1, "name": "red"}]}""", FINISHED);
        assertThat(coco.answers()).extracting(ToolAnswer::id).containsExactly("b.png");
        assertThat(coco.unanswered()).isEqualTo(1);
        assertThat(coco.notes())
                .hasSize(2)
                .last()
                .isEqualTo("Passed over 2 annotations of images that the file does not list.");

        String polygon = "{\"points\": [[1, 2]], \"polygonlabels\": [\"red\"]}";
        for (String other : List.of(
                "{\"data\": {\"winnow_id\": \"b.png\"}, \"annotations\": [{\"completed_by\": 1, \"result\": [{\"value\": "
                        + polygon + "}]}]}",
                "{\"winnow_id\": \"b.png\", \"annotation_id\": 4, \"label\": [" + polygon + "]}")) {
            ToolAnswers studio = read(
                    "export.json",
                    "[{\"data\": {\"winnow_id\": \"a.png\"}, \"annotations\": [{\"completed_by\": 1, \"result\": ["
                            + result("red", 0) + "]}]}, " + other + "]",
                    SEVERAL);
            assertThat(studio.answers()).extracting(ToolAnswer::id).containsExactly("a.png");
            assertThat(studio.unanswered()).isEqualTo(1);
            assertThat(studio.notes())
                    .containsExactly(
                            "Passed over 1 shape (polygonlabels): only choices and rectangles say the classes of an item.");
        }
    }

    @Test
    void boxesInATableAreExplained() {
        assertThatThrownBy(() -> read("min.csv", "winnow_id,label\na.png,\"[{\"\"x\"\": 25}]\"\n", SEVERAL))
                .hasMessageContaining("min.csv, line 2")
                .hasMessageContaining("Export the project from Label Studio as JSON");
    }
}
