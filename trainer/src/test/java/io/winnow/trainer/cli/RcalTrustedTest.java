package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** RCAL with some labels that are known to be right. */
class RcalTrustedTest extends OnCommandLine {
    @Test
    void trustedLabelsReplaceTheGivenOnesAndAreAlwaysKept() throws IOException {
        TestData.write(folder);
        Path train = folder.resolve("train");
        List<String> keys;
        try (Stream<Path> files = Files.walk(train)) {
            keys = files.filter(Files::isRegularFile)
                    .map(file -> train.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        List<String> classes =
                keys.stream().map(RcalTrustedTest::own).distinct().toList();
        StringBuilder given = new StringBuilder("key,label\n");
        StringBuilder right = new StringBuilder("key,label\n");
        for (int i = 0; i < keys.size(); i++) {
            String own = own(keys.get(i));
            String other = classes.get((classes.indexOf(own) + 1) % classes.size());
            given.append(keys.get(i))
                    .append(',')
                    .append(i % 3 == 0 ? other : own)
                    .append('\n');
            right.append(keys.get(i)).append(',').append(own).append('\n');
        }
        Path labels = Files.writeString(folder.resolve("given.csv"), given);
        Path trusted = Files.writeString(folder.resolve("trusted.csv"), right);
        Path config =
                Files.writeString(folder.resolve("trusted.yaml"), """
                device: cpu
                recipe:
                  kind: rcal
                  data: {train: %s, test: %s, image_size: 16, labels: {file: %s, truth: own}}
                  frozen: {enabled: false}
                  contrast:
                    kind: moco
                    pretrain:
                      encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                      queue: 8
                      training: {duration: {steps: 1}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
                  calibrate: {select: {kind: lof, share: 0.3}}
                  classify:
                    encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                    training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
                """.formatted(train, folder.resolve("test"), labels));
        assertThat(train(config, folder.resolve("runs"), "given")).as(err).isZero();
        JsonNode before = result("given").at("/stages/1/metrics");
        assertThat(before.get("kept").asDouble()).isLessThan(1);
        assertThat(before.get("purity_before").asDouble()).isLessThan(0.7);
        assertThat(train(
                        config,
                        folder.resolve("runs"),
                        "trusted",
                        "--set",
                        "recipe.calibrate.trusted={file: " + trusted + "}",
                        "--set",
                        "recipe.refine={kind: leave_out}"))
                .as(err)
                .isZero();
        JsonNode after = result("trusted").at("/stages/1/metrics");
        assertThat(after.get("kept").asDouble()).isEqualTo(1);
        assertThat(after.get("purity_before").asDouble()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("runs/trusted/log.txt"))).contains("trusted.csv");

        // The labels of a run are those that it read, whatever becomes of the file.
        Files.delete(trusted);
        JsonNode kept = new ObjectMapper()
                .readTree(folder.resolve("runs/trusted/stages/2-calibrate/trusted.json")
                        .toFile())
                .get("labels");
        assertThat(kept).hasSize(keys.size());
        keys.forEach(key -> assertThat(kept.get(key).asText()).isEqualTo(own(key)));
        assertThat(winnow("evaluate", folder.resolve("runs/trusted").toString()))
                .as(err)
                .isZero();

        Files.writeString(trusted, right.toString().replace("," + classes.get(0) + "\n", ",nothing\n"));
        assertThat(train(
                        config,
                        folder.resolve("runs"),
                        "wrong",
                        "--set",
                        "recipe.calibrate.trusted={file: " + trusted + "}"))
                .isEqualTo(2);
        assertThat(err).contains("calibrate.trusted.file", "nothing");
    }

    private static String own(String key) {
        return key.substring(0, key.indexOf('/'));
    }
}
