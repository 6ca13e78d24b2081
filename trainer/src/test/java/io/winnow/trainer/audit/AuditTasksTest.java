package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.label.LabelCorrections;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTasksTest {
    private static final Path ANSWERS = Path.of("answers.csv");

    @TempDir
    Path folder;

    @Test
    void imagesBecomeTasksOfEachToolWithPictures() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            LabelAudit audit = AuditFilesTest.audit(data);
            Findings findings = new ClassFindings(audit, Verdict.of(audit, "mean", Optional.empty()));
            Path tasks = folder.resolve("tasks");
            assertThat(AuditTasks.write(findings, ItemFindings.NONE, data, 2, tasks))
                    .isEqualTo(2);
            List<String> written;
            try (Stream<Path> files = Files.walk(tasks)) {
                written = files.filter(Files::isRegularFile)
                        .map(file -> tasks.relativize(file).toString())
                        .sorted()
                        .toList();
            }
            Suspect first = findings.suspects(2).get(0);
            int example = data.trainExamples()[first.row()];
            assertThat(written)
                    .contains("answers.csv", "config.xml", "cvat.xml", "given.json", "labelstudio.json")
                    .contains("images/" + example + ".png");
            assertThat(written.stream().filter(name -> name.startsWith("images/")))
                    .hasSize(2);
            JsonNode task = new ObjectMapper()
                    .readTree(tasks.resolve("labelstudio.json").toFile())
                    .get(0);
            assertThat(task.toString())
                    .contains(data.train().key(example))
                    .contains("\"" + first.suggested() + "\"")
                    .doesNotContain(folder.toString());
        }
    }

    private static ToolAnswer answer(
            String id, String annotator, String time, ToolAnswer.Status status, String... labels) {
        return new ToolAnswer(
                id,
                List.of(labels),
                status,
                Optional.of(annotator),
                Optional.of(time),
                Optional.empty(),
                "line 1",
                List.of());
    }

    private static ToolAnswer answer(String id, String annotator, String time, String... labels) {
        return answer(id, annotator, time, ToolAnswer.Status.LABELLED, labels);
    }

    private TaskAnswers answers(boolean several, Map<String, String> labels) throws IOException {
        Files.writeString(folder.resolve("given.json"), Json.page(new TaskAnswers.Given(several, labels)));
        return TaskAnswers.of(folder);
    }

    @Test
    void answersBecomeCorrections() throws IOException {
        TaskAnswers answers =
                answers(false, Map.of("a.png", "cat", "b.png", "cat", "c.png", "dog", "d.png", "dog", "e.png", "dog"));
        answers.add(
                ANSWERS,
                List.of(
                        answer("a.png", "ann", "1", "cat"),
                        answer("b.png", "ann", "2", "dog"),
                        answer("b.png", "ann", "1", "cat"),
                        answer("c.png", "ann", "1", "cat"),
                        answer("c.png", "bob", "1", "dog"),
                        answer("d.png", "bob", "1", ToolAnswer.Status.UNCLEAR),
                        answer("e.png", "bob", "1", ToolAnswer.Status.BAD),
                        answer("f.png", "bob", "1", "dog")));
        Path output = folder.resolve("corrections.csv");
        TaskAnswers.Outcome outcome = answers.write(output);
        assertThat(outcome.changed()).isEqualTo(2);
        assertThat(outcome.confirmed()).isEqualTo(1);
        assertThat(outcome.undecided()).isEqualTo(1);
        assertThat(outcome.contradicted())
                .containsExactly("'c.png' has 2 different answers, so its label stays as it is.");
        assertThat(outcome.refused()).singleElement().asString().startsWith("line 1: the key 'f.png' is that of none");
        LabelCorrections read = LabelCorrections.read(output);
        assertThat(read.dismissed()).isEqualTo(1);
        assertThat(read.records().stream().map(each -> each.key() + " " + each.given() + ">" + each.corrected()))
                .containsExactly("b.png cat>dog", "e.png dog>");
    }

    @Test
    void peopleWithoutANameDoNotReplaceEachOther() throws IOException {
        TaskAnswers answers = answers(false, Map.of("a.png", "cat"));
        for (String label : List.of("cat", "dog")) {
            ToolAnswer answer = new ToolAnswer(
                    "a.png",
                    List.of(label),
                    ToolAnswer.Status.LABELLED,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "line 2",
                    List.of());
            answers.add(Path.of(label + ".csv"), List.of(answer));
        }
        TaskAnswers.Outcome outcome = answers.write(folder.resolve("corrections.csv"));
        assertThat(outcome.changed()).isZero();
        assertThat(outcome.contradicted()).singleElement().asString().startsWith("'a.png' has 2 different answers");
    }

    /** An empty cell of a file of several classes says that an example has none of them, and would be learned. */
    @Test
    void anUnfitExampleDoesNotBecomeOneWithoutClasses() throws IOException {
        TaskAnswers answers = answers(true, Map.of("a", "cat|dog", "b", "cat"));
        answers.add(
                ANSWERS,
                List.of(
                        answer("a", "ann", "1", ToolAnswer.Status.BAD),
                        answer("b", "ann", "1", ToolAnswer.Status.BAD),
                        answer("b", "bob", "1")));
        Path output = folder.resolve("corrections.csv");
        TaskAnswers.Outcome outcome = answers.write(output);
        assertThat(outcome.refused()).singleElement().asString().startsWith("'a' should not be in the data");
        assertThat(outcome.contradicted()).singleElement().asString().startsWith("'b' has 2 different answers");
        assertThat(Files.readAllLines(output)).hasSize(1);
    }

    @Test
    void theOrderOfSeveralClassesDoesNotMatter() throws IOException {
        TaskAnswers answers = answers(true, Map.of("a", "cat|dog", "b", ""));
        answers.add(
                ANSWERS,
                List.of(
                        answer("a", "ann", "1", "dog", "cat"),
                        answer("a", "bob", "1", "cat", "dog"),
                        answer("b", "ann", "1")));
        TaskAnswers.Outcome outcome = answers.write(folder.resolve("corrections.csv"));
        assertThat(outcome.confirmed()).isEqualTo(2);
        assertThat(outcome.contradicted()).isEmpty();
    }

    @Test
    void aFolderWithoutTasksIsRefused() {
        assertThatThrownBy(() -> TaskAnswers.of(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("has no file given.json");
    }
}
