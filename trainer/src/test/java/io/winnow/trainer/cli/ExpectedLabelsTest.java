package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code classify.expected_labels} from the training to predictions: of the validation texts, as many labels are predicted as were asked for. */
class ExpectedLabelsTest {
    private static final int VALIDATION = 8;

    @TempDir
    Path folder;

    private Path file(String name, List<String> rows) throws IOException {
        return Files.writeString(folder.resolve(name), "question,labels\n" + String.join("\n", rows) + "\n");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.25})
    void validationTextsGetSoManyLabels(double expected) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String thing : List.of("red", "blue", "green", "old", "new", "spare", "second", "joint")) {
            rows.add("where is my " + thing + " card,card");
            rows.add("how much is on my " + thing + " account,balance");
            rows.add("is my " + thing + " card linked to an account,card;balance");
        }
        Path validation = file("validation.csv", rows.subList(12, 12 + VALIDATION));
        Path config = Files.writeString(folder.resolve("sets.yaml"), """
            device: cpu
            recipe:
              kind: supervised
              data:
                kind: texts
                train: %s
                validation: %s
                test: %s
                inputs: [question]
                labels: {about: {kind: multi, column: labels, separator: ";", unlisted: negative}}
              classify:
                encoder: {kind: frozen}
                expected_labels: %s
                training: {duration: {steps: 20}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
              frozen: {enabled: false}
            """.formatted(
                file("train.csv", rows.subList(0, 12)), validation, file("test.csv", rows.subList(20, 24)), expected));
        CommandRun trained =
                CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", "sets");
        assertThat(trained.code()).as(trained.err()).isZero();
        CommandRun predicted = CommandRun.of("predict", folder.resolve("sets").toString(), validation.toString());
        assertThat(predicted.code()).as(predicted.err()).isZero();
        int labels = 0;
        for (String line : predicted.out().lines().toList()) {
            JsonNode prediction = new ObjectMapper().readTree(line);
            labels += prediction.get("labels").size();
        }
        assertThat(labels).isEqualTo((int) (expected * VALIDATION));
    }
}
