package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with numbers, categories and texts, of which some are blank: exported models predict what the run predicts. */
class RowExportTest {
    @TempDir
    static Path folder;

    @Test
    void exportedModelsReadTheTextsThemselves() throws IOException {
        StringBuilder csv = new StringBuilder("price,kind,title,remark,mood\n");
        for (int i = 0; i < 40; i++) {
            boolean good = i % 2 == 0;
            String title = i % 5 == 0 ? "" : good ? "a wonderful place number " + i : "an awful place number " + i;
            String remark = i % 3 == 0 ? "" : good ? "we will come again" : "never again, room " + i;
            csv.append(i % 7 == 0 ? "" : Integer.toString(10 + i))
                    .append(good ? ",inn," : ",hotel,")
                    .append(title)
                    .append(",\"")
                    .append(remark)
                    .append(good ? "\",glad\n" : "\",sad\n");
        }
        Path table = Files.writeString(folder.resolve("stays.csv"), csv);
        Path config = Files.writeString(folder.resolve("stays.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: rows
                    file: %s
                    kinds: {price: number, kind: category, title: text, remark: text}
                    labels: {mood: {kind: class}}
                  classify:
                    encoder: {kind: row_mlp}
                    training: {duration: {epochs: 4}, batch_size: 8, optimizer: {kind: adamw, learning_rate: 0.01}}
                  frozen: {enabled: false}
                """.formatted(table));
        String run = folder.resolve("run").toString();
        succeed("train", config.toString(), "--run-dir", folder.toString(), "--name", "run");
        Path others = Files.writeString(
                folder.resolve("others.csv"), "price,kind,title,remark,mood\n12,camp,a tent,,glad\n13,inn,,,sad\n");
        for (List<String> command : List.of(
                List.of("predict", run, others.toString()), List.of("evaluate", run, "--data", others.toString()))) {
            assertThat(CommandRun.of(command.toArray(new String[0])).err())
                    .contains(
                            "others.csv: 1 cell has a category that no training row has, and counts as unknown: 1 of kind"
                                    + " ('camp' 1).");
        }
        Path bundle = folder.resolve("bundle");
        succeed("export", run, "--output", bundle.toString(), "--format", "onnx,torchscript");

        assertThat(Files.readString(bundle.resolve("README.md")))
                .contains("`rows` (batch, 4) float32 and `tokens` (batch, 2, length) int64")
                .contains("The last element is 1 if the row has a text")
                .contains("Map.of(\"rows\", rowsTensor, \"tokens\", tokensTensor)")
                .contains("model(rows, tokens)");
        assertThat(bundle.resolve("tokenizer.json")).exists();
        List<Double> expected = predictions(run, table);
        for (Path model : List.of(bundle, bundle.resolve("torchscript/model.pt"))) {
            List<Double> found = predictions(model.toString(), table);
            assertThat(found).hasSize(80);
            for (int i = 0; i < 80; i++) {
                assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-4));
            }
        }
    }

    private static List<Double> predictions(String model, Path table) throws IOException {
        List<Double> all = new ArrayList<>();
        for (String line : succeed("predict", model, table.toString()).lines().toList()) {
            JsonNode predictions = new ObjectMapper().readTree(line).get("predictions");
            for (JsonNode each : predictions) {
                double probability = each.get("probability").asDouble();
                all.add(each.get("label").asText().equals("glad") ? probability : -probability);
            }
        }
        return all;
    }

    private static String succeed(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }
}
