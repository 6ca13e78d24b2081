package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow evaluate --label-errors} on two runs and an export. */
class LabelErrorsTest extends OnSmallRuns {
    private static final String OTHER = "other";

    /** The predicted class of each test image by the first run, and its label. */
    private static final Map<String, String> PREDICTED = new HashMap<>();

    private static final Map<String, String> GIVEN = new HashMap<>();

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "supervised");
        assertThat(winnow(
                        "train",
                        file("supervised.yaml"),
                        "--run-dir",
                        file("runs"),
                        "--name",
                        OTHER,
                        "--set",
                        "seed=2",
                        "--set",
                        "recipe.classify.training.duration.steps=8"))
                .as(err)
                .isZero();
        List<Path> images = images(folder.resolve("test"));
        assertThat(winnow("predict", run("supervised"), file("test"))).as(err).isZero();
        for (String line : out.lines().toList()) {
            JsonNode json = new ObjectMapper().readTree(line);
            String key = json.get("key").asText();
            PREDICTED.put(key, json.get("predictions").get(0).get("label").asText());
            GIVEN.put(key, key.substring(0, key.indexOf('/')));
        }
        assertThat(PREDICTED).hasSize(images.size());
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static JsonNode evaluate(String... arguments) throws IOException {
        assertThat(winnow(arguments)).as(err).isZero();
        return new ObjectMapper().readTree(out);
    }

    /** Where the first run errs, three labels become what it predicts, and one example is left out. */
    @Test
    void accuraciesOnCorrectedLabels() throws IOException {
        List<String> wrong = GIVEN.keySet().stream()
                .filter(key -> !GIVEN.get(key).equals(PREDICTED.get(key)))
                .sorted()
                .limit(4)
                .toList();
        assertThat(wrong).hasSize(4);
        StringBuilder csv = new StringBuilder("key,given,corrected\n");
        for (int i = 0; i < 4; i++) {
            String key = wrong.get(i);
            csv.append("%s,%s,%s%n".formatted(key, GIVEN.get(key), i < 3 ? PREDICTED.get(key) : ""));
        }
        Path corrections = Files.writeString(folder.resolve("corrections.csv"), csv);
        JsonNode json = evaluate(
                "evaluate",
                run("supervised"),
                "--label-errors",
                corrections.toString(),
                "--against",
                run(OTHER),
                "--json");
        int all = GIVEN.size();
        long right = GIVEN.keySet().stream()
                .filter(key -> GIVEN.get(key).equals(PREDICTED.get(key)))
                .count();
        assertThat(json.get("examples").asInt()).isEqualTo(all);
        assertThat(json.get("changed").asInt()).isEqualTo(3);
        assertThat(json.get("dropped").asInt()).isEqualTo(1);
        assertThat(json.get("prevalence").asDouble()).isCloseTo(3.0 / (all - 1), within(1e-12));
        JsonNode first = json.get("accuracies").get(run("supervised"));
        assertThat(first.get("given").asDouble()).isCloseTo((double) right / all, within(1e-12));
        assertThat(first.get("corrected").asDouble()).isCloseTo((right + 3.0) / (all - 1), within(1e-12));
        assertThat(first.get("changed").asDouble()).isEqualTo(1);
        assertThat(first.get("changed_given").asDouble()).isZero();
        assertThat(json.get("changes")).hasSize(1);
        assertThat(winnow(
                        "evaluate",
                        run("supervised"),
                        "--label-errors",
                        corrections.toString(),
                        "--against",
                        export("supervised"),
                        "--data",
                        file("test")))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("corrected_accuracy")
                .contains("3 are changed, and 1 example has no single right label")
                .contains("Only 3 labels are changed: an accuracy on them has a standard error of up to 29 points.")
                .contains("McNemar's exact test: p = 1.00)");
    }

    @Test
    void mistakesAreExplained() throws IOException {
        String key = GIVEN.keySet().stream().sorted().findFirst().orElseThrow();
        Path file = folder.resolve("wrong.csv");
        assertThat(winnow("evaluate", run("supervised"), "--against", run(OTHER)))
                .isEqualTo(2);
        assertThat(err).contains("--against was given, but it only has an effect together with --label-errors");
        String[] command = {"evaluate", run("supervised"), "--label-errors", file.toString()};
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("wrong.csv");
        Files.writeString(file, "key,label\n" + key + ",disc\n");
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("needs the columns key and corrected").contains("it has key, label");
        Files.writeString(file, "key,corrected\nnowhere.png,disc\n");
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("nowhere.png");
        Files.writeString(file, "key,corrected\n" + key + ",discs\n");
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("the label 'discs' is not a class").contains("Did you mean 'disc'?");
        String other = GIVEN.values().stream()
                .filter(name -> !name.equals(GIVEN.get(key)))
                .findFirst()
                .orElseThrow();
        Files.writeString(file, "key,given,corrected\n%s,%s,%s%n".formatted(key, other, other));
        assertThat(winnow(command)).isEqualTo(2);
        assertThat(err).contains("The data have changed since the labels were checked");
        Files.writeString(file, "key,corrected\n" + key + "," + other + "\n");
        assertThat(winnow("evaluate", run("supervised"), "--label-errors", file.toString(), "--flip"))
                .isEqualTo(2);
        assertThat(err).contains("--label-errors cannot be used together with --flip");
        assertThat(winnow(
                        "evaluate",
                        run("supervised"),
                        "--label-errors",
                        file.toString(),
                        "--against",
                        run("supervised")))
                .isEqualTo(2);
        assertThat(err).contains("is given twice");
    }
}
