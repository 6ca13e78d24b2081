package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Answers that tools and people bring. */
class LoopImportTest extends OnProject {
    @Test
    void aNameThatFilesOfToolsDoNotKeepIsRefused() {
        LoopItem item = new LoopItem(" a.png", Optional.of("photos/ a.png"), Optional.empty(), "1", Optional.empty());
        assertThatThrownBy(() -> new ItemTable(List.of(item)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("' a.png' has a blank");
    }

    /** A spreadsheet that opens and saves a file of ids such as 0042 leaves 42 of them. */
    @Test
    void idsThatLostTheirLeadingZerosAreFound() {
        List<LoopItem> items = Stream.of("0042", "007", "07", "0000", "12")
                .map(id -> new LoopItem(id, Optional.empty(), Optional.of(id), id, Optional.empty()))
                .toList();
        ItemTable table = new ItemTable(items);
        assertThat(table.find("42")).hasValue(0);
        assertThat(table.find("0")).hasValue(3);
        assertThat(table.find("07")).hasValue(2);
        assertThat(table.find("7")).as("may be 007 or 07").isEmpty();
        assertThat(table.find("012")).as("nothing adds zeros").isEmpty();
        assertThat(table.find("042")).as("a spreadsheet leaves no zeros").isEmpty();
        assertThat(table.find("420")).isEmpty();
    }

    @Test
    void everyFormatBringsTheSameAnswers() throws IOException {
        Project project = project(0);
        LoopRound round = select(project, "random", 20);
        List<String> answers = new ArrayList<>();
        for (String format : List.of("csv", "labelstudio", "cvat")) {
            Files.writeString(at.resolve(Project.ANSWERS), "");
            Path file =
                    switch (format) {
                        case "csv" -> csv(round);
                        case "labelstudio" -> labelStudio(round);
                        default -> cvat(round);
                    };
            assertThat(read(project, file).added()).as(format).isEqualTo(20);
            answers.add(project.answers().current().values().stream()
                    .flatMap(each -> each.values().stream())
                    .map(each -> each.id() + " " + each.labels())
                    .sorted()
                    .toList()
                    .toString());
            String before = Files.readString(at.resolve(Project.ANSWERS));
            AnswerImport.Outcome again = read(project, file);
            assertThat(again.added()).isZero();
            assertThat(again.same()).isEqualTo(20);
            assertThat(at.resolve(Project.ANSWERS)).hasContent(before);
        }
        assertThat(answers.get(1))
                .isEqualTo(answers.get(0))
                .isEqualTo(answers.get(2))
                .contains("p");
    }

    /** Turns the tasks that were written into an export, as Label Studio does. */
    private Path labelStudio(LoopRound round) throws IOException {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (JsonNode task : Json.read(round.folder().resolve("labelstudio.json"), JsonNode.class)) {
            String label = truth(task.at("/data/winnow_id").asText());
            tasks.add(Map.of(
                    "data",
                    task.get("data"),
                    "annotations",
                    List.of(Map.of(
                            "completed_by",
                            1,
                            "result",
                            List.of(Map.of("type", "choices", "value", Map.of("choices", List.of(label))))))));
        }
        return Files.writeString(folder.resolve("export.json"), Json.line(tasks));
    }

    /** Adds a tag to each image of the file that was written, as CVAT does. */
    private Path cvat(LoopRound round) throws IOException {
        String xml = Files.readString(round.folder().resolve("cvat.xml"));
        for (LoopRound.Selected each : round.items()) {
            String name = "name=\"photos/" + each.id() + "\"";
            assertThat(xml).contains(name + "></image>");
            xml = xml.replace(
                    name + "></image>",
                    name + "><tag label=\"" + truth(each.id()) + "\" source=\"manual\"></tag></image>");
        }
        return Files.writeString(folder.resolve("annotations.xml"), xml);
    }

    @Test
    void answersAreCheckedAndNeverOverwritten() throws IOException {
        Project project = project(1);
        String test = project.testItems().iterator().next();
        String own = test.equals("p3.png") ? "p7.png" : "p3.png";
        Path file = Files.writeString(
                folder.resolve("a.csv"),
                "id,label,annotator\n" + own + ",cat,a\n" + own
                        + ",dog,b\nphotos/p199.png,fish,a\np1000.png,cat,a\np8.png,catt,a\n" + test + ",bird,a\n");
        AnswerImport.Outcome outcome = read(project, file);
        assertThat(outcome.added()).isEqualTo(4);
        assertThat(outcome.refused()).hasSize(2);
        assertThat(outcome.refused().get(0))
                .contains("line 5")
                .contains("p1000.png")
                .contains("did you mean");
        assertThat(outcome.refused().get(1)).contains("did you mean 'cat'?");
        assertThat(project.answers().current())
                .as("the answer for a copy is one for its original")
                .containsKey("p0.png");
        LabelState state = LabelState.of(LoopTask.ONE_CLASS, project.answers(), project.items(), CLASSES);
        assertThat(state.disputed()).containsExactly(own);
        assertThat(Training.of(state, project.items(), project.testItems()).size())
                .as("neither the disputed nor the test item")
                .isEqualTo(1);
        AnswerImport.Outcome changed =
                read(project, Files.writeString(folder.resolve("b.csv"), "id,label,annotator\n" + own + ",dog,a\n"));
        assertThat(changed.changed()).containsExactly(own + ": a said cat before, and now dog.");
        assertThat(Files.readAllLines(at.resolve(Project.ANSWERS))).hasSize(5);
        assertThat(LabelState.of(LoopTask.ONE_CLASS, project.answers(), project.items(), CLASSES)
                        .disputed())
                .isEmpty();
    }

    @Test
    void aPathMeansAnItemOnlyIfTheFoldersAgree() {
        ItemTable table = new ItemTable(List.of(
                new LoopItem(
                        "dogs/1.png", Optional.of("/data/pets/dogs/1.png"), Optional.empty(), "a", Optional.empty()),
                new LoopItem("2.png", Optional.of("dogs/2.png"), Optional.empty(), "b", Optional.empty()),
                new LoopItem("shard/3", Optional.empty(), Optional.empty(), "c", Optional.empty())));
        assertThat(table.find("cats/1.png")).isEmpty();
        assertThat(table.find("cats/2.png")).isEmpty();
        assertThat(table.find("1.png")).hasValue(0);
        assertThat(table.find("s3://bucket/dogs/1.png")).hasValue(0);
        assertThat(table.find("pets\\dogs\\1.png")).hasValue(0);
        assertThat(table.find("p/rounds/001/images/" + table.pictureName(2))).hasValue(2);
        assertThat(table.find("other/" + table.pictureName(2))).isEmpty();
    }

    @Test
    void theNewestAnswerOfAnAnnotatorCounts() throws IOException {
        Project project = project(0);
        Path twice = Files.writeString(folder.resolve("twice.csv"), "id,label\np1.png,cat\nphotos/p1.png,dog\n");
        assertThat(read(project, twice).older()).isEqualTo(1);
        assertThat(read(project, twice).same()).isEqualTo(1);
        assertThat(Files.readAllLines(at.resolve(Project.ANSWERS))).hasSize(1);
        String head = "id,label,updated_at\n";
        Path january = Files.writeString(folder.resolve("a.csv"), head + "p2.png,cat,2024-01-01T00:00:00Z\n");
        Path february = Files.writeString(
                folder.resolve("b.csv"),
                head + "p2.png,dog,2024-02-01T00:00:00.5Z\np2.png,bird,2024-01-31 23:00:00.0+00:00\n");
        read(project, january);
        assertThat(read(project, february).changed()).hasSize(1);
        assertThat(read(project, january).older()).isEqualTo(1);
        assertThat(project.answers().of("p2.png", "me").orElseThrow().labels()).containsExactly("dog");
    }

    @Test
    void aFormatWithoutMarksTakesNoneAway() throws IOException {
        Project project = project(0);
        Path full = Files.writeString(folder.resolve("full.json"), """
                [{"data": {"winnow_id": "p1.png"}, "annotations": [{"completed_by": {"id": 1, "email": "a@b.org"},
                  "ground_truth": true, "result": [{"value": {"choices": ["cat"]}}]}]}]""");
        Path small = Files.writeString(
                folder.resolve("min.json"), "[{\"winnow_id\": \"p1.png\", \"label\": \"cat\", \"annotator\": 1}]");
        read(project, full);
        assertThat(read(project, small).same()).isEqualTo(1);
        assertThat(project.answers().of("p1.png", "1").orElseThrow().expert()).isTrue();
    }

    @Test
    void answersForItemsOfTwoAnnotatorsNeedTheirNames() throws IOException {
        Project project = project(0, "overlap=0.5");
        LoopRound round = select(project, "random", 4);
        Path file = csv(round);
        assertThatThrownBy(() -> new AnswerImport(project, CLOCK)
                        .add(
                                LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(false)),
                                file,
                                Optional.empty(),
                                false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--annotator");
        assertThat(project.answers().current()).isEmpty();
        assertThat(read(project, file).added()).isEqualTo(4);
    }
}
