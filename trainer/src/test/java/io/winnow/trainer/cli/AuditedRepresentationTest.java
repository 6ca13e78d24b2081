package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that learned wrong labels by heart must not be the judge of them. */
class AuditedRepresentationTest {
    @TempDir
    static Path folder;

    @Test
    void labelsThatWereLearnedByHeartAreStillFound() throws IOException {
        Random random = new Random(4);
        StringBuilder csv = new StringBuilder("a,b,c,d,side\n");
        for (int i = 0; i < 300; i++) {
            boolean right = i % 2 == 0;
            csv.append(String.format(
                    Locale.ROOT,
                    "%.4f,%.4f,%.4f,%.4f,%s%n",
                    random.nextGaussian() + (right ? 2.5 : -2.5),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    random.nextGaussian(),
                    right ? "right" : "left"));
        }
        Path table = Files.writeString(folder.resolve("sides.csv"), csv);
        Path config = Files.writeString(folder.resolve("sides.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: rows
                    file: %s
                    labels: {side: {kind: class, simulate: {noise: {kind: symmetric, rate: 0.2}}}}
                  classify:
                    encoder: {kind: row_mlp, hidden: [64, 32], dropout: 0}
                    training:
                      duration: {epochs: 150}
                      batch_size: 30
                      optimizer: {kind: adamw, learning_rate: 0.01}
                  frozen: {enabled: false}
                """.formatted(table));
        CommandRun trained = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", "run");
        assertThat(trained.code()).as(trained.err()).isZero();
        CommandRun audited = CommandRun.of("audit", folder.resolve("run").toString(), "--json");
        assertThat(audited.code()).as(audited.err()).isZero();

        JsonNode report = new ObjectMapper().readTree(audited.out());
        assertThat(report.get("detection").get("mean").get("auroc").asDouble()).isGreaterThan(0.95);
        assertThat(report.get("wrong_share").get("high").asDouble()).isGreaterThan(0.15);
    }
}
