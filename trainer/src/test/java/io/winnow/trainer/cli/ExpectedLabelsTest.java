package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code classify.expected_labels} from the training to predictions: of the validation texts, as many labels are predicted as were asked for. */
class ExpectedLabelsTest extends OnQuestions {
    private static final int VALIDATION = 8;

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.25})
    void validationTextsGetSoManyLabels(double expected) throws IOException {
        Path validation = write("validation.csv", QUESTIONS.subList(12, 12 + VALIDATION));
        String name = "sets-" + expected;
        CommandRun trained = train(name, """
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
                        write("train.csv", QUESTIONS.subList(0, 12)),
                        validation,
                        write("test.csv", QUESTIONS.subList(20, 24)),
                        expected));
        assertThat(trained.code()).as(trained.err()).isZero();
        int labels = 0;
        for (JsonNode prediction : predict(name, validation)) {
            labels += prediction.get("labels").size();
        }
        assertThat(labels).isEqualTo((int) (expected * VALIDATION));
    }
}
