package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTasksTest {
    @TempDir
    Path folder;

    @Test
    void imagesBecomeTasksOfEachToolWithPictures() throws IOException {
        try (ImageData data = TestData.open(TestData.write(folder))) {
            LabelAudit audit = AuditFilesTest.audit(data);
            Findings findings = new ClassFindings(audit, Verdict.of(audit, "mean", Optional.empty()));
            Path tasks = folder.resolve("tasks");
            assertThat(AuditTasks.write(findings, data, 2, tasks)).isEqualTo(2);
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
                    .contains("answers.csv", "config.xml", "cvat.xml", "labelstudio.json")
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
}
