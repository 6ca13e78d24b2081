package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.tabsim.SmallBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a few texts of each class, from the command line. */
class FewShotRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Path config;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        Path data = Files.writeString(
                folder.resolve("texts.csv"),
                Stream.of("red", "blue", "green", "old", "new", "spare", "second", "joint")
                        .flatMap(thing -> Stream.of(
                                "where is my " + thing + " card,lost_card\n",
                                "how much is on my " + thing + " account,balance\n"))
                        .collect(Collectors.joining("", "text,intent\n", "")));
        config = Files.writeString(
                folder.resolve("few.yaml"), """
                recipe:
                  kind: fewshot
                  data:
                    kind: texts
                    train: %s
                    labels: {intent: {kind: class}}
                    split: {shares: {train: 0.5, test: 0.5}}
                    few_shot: {per_class: 3}
                    representation: tokens
                    pretrained: {directory: %s}
                  tune:
                    encoder: {kind: fine_tuned}
                    example_pairs:
                      training: {duration: {steps: 6}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                    label_pairs:
                      training: {duration: {steps: 6}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(data, SmallBert.write(folder.resolve("bert"))));
        run = trained("few");
    }

    private static Path trained(String name, String... more) {
        String[] command = Stream.concat(
                        Stream.of("train", config.toString(), "--run-dir", folder.toString(), "--name", name),
                        Stream.of(more))
                .toArray(String[]::new);
        CommandRun trained = CommandRun.of(command);
        assertThat(trained.code()).as(trained.err()).isZero();
        return folder.resolve(name);
    }

    private static JsonNode result(Path of) throws IOException {
        return JSON.readTree(of.resolve("result.json").toFile());
    }

    private static JsonNode stage(Path of, String name) throws IOException {
        for (JsonNode stage : result(of).get("stages")) {
            if (stage.get("name").asText().equals(name)) {
                return stage;
            }
        }
        throw new AssertionError(result(of).toPrettyString());
    }

    /** Six texts with three of each of two classes have 2 x 3 pairs of the same class, and 3 x 3 others. */
    @Test
    void baselinesAndTheEncodersBeforeTheMergeStandBesideTheResult() throws IOException {
        JsonNode pairs = stage(run, "example_pairs").get("metrics");
        assertThat(pairs.get("positive_pairs").asInt()).isEqualTo(6);
        assertThat(pairs.get("negative_pairs").asInt()).isEqualTo(9);
        JsonNode merge = stage(run, "merge").get("metrics");
        assertThat(merge.get("spherical_tensors").asInt()
                        + merge.get("linear_tensors").asInt())
                .isPositive();
        assertThat(merge.get("least_cosine").asDouble()).isLessThan(1);
        JsonNode evaluated = stage(run, "evaluate");
        assertThat(evaluated.get("metrics").has("accuracy")).isTrue();
        for (String row : List.of(
                "label_names", "label_name_prior", "frozen_head", "example_pairs", "label_pairs", "merge_mean")) {
            assertThat(evaluated.at("/baselines/" + row + "/accuracy").isNumber())
                    .as(row)
                    .isTrue();
        }
    }

    /** What the run, its evaluation and its export say of the same texts agree. */
    @Test
    void theModelIsEvaluatedPredictedWithAndExported() throws IOException {
        CommandRun again = CommandRun.of("evaluate", run.toString(), "--json");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(JSON.readTree(again.out()).get("accuracy"))
                .isEqualTo(stage(run, "evaluate").get("metrics").get("accuracy"));
        Path asked = Files.writeString(folder.resolve("asked.txt"), "where is my card\nhow much is on it\n");
        Path bundle = folder.resolve("bundle");
        CommandRun exported = CommandRun.of("export", run.toString(), "--output", bundle.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        List<String> live = lines(run, asked);
        List<String> served = lines(bundle.resolve("onnx/model.onnx"), asked);
        for (int i = 0; i < 2; i++) {
            JsonNode own = JSON.readTree(live.get(i)).at("/predictions/0");
            JsonNode other = JSON.readTree(served.get(i)).at("/predictions/0");
            assertThat(other.get("label")).isEqualTo(own.get("label"));
            assertThat(other.get("probability").asDouble())
                    .isCloseTo(own.get("probability").asDouble(), within(1e-4));
        }
    }

    private static List<String> lines(Path model, Path asked) {
        CommandRun predicted = CommandRun.of("predict", model.toString(), asked.toString());
        assertThat(predicted.code()).as(predicted.err()).isZero();
        return predicted.out().strip().lines().toList();
    }

    /** With one text a class there is no pair of the same class: the encoder of the pairs stays as it is, and has no share in the merge. */
    @Test
    void oneTextOfEachClassLeavesThePairsOut() throws IOException {
        Path one = trained(
                "one",
                "--set",
                "recipe.data.few_shot.per_class=1",
                "--set",
                "recipe.tune.label_pairs.training.batch_size=2",
                "--set",
                "recipe.tune.example_pairs.training.batch_size=2",
                "--set",
                "recipe.head.prior=none");
        assertThat(stage(one, "example_pairs").get("metrics").has("loss")).isFalse();
        assertThat(stage(one, "evaluate").at("/baselines/label_pairs/accuracy"))
                .isEqualTo(stage(one, "evaluate").at("/metrics/accuracy"));
        assertThat(one.resolve("stages")).isDirectory();
        assertThat(Files.readString(one.resolve("log.txt"))).contains("no two of them have a common class");
    }

    @Test
    void theEncoderOfARunComparesTextsWithNamedClasses() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.csv"), "label,name\na,lost card\nb,balance\n");
        Path asked = Files.writeString(folder.resolve("two.csv"), "text\nwhere is my card\nhow much is on it\n");
        CommandRun classified =
                CommandRun.of("classify", asked.toString(), "--labels", labels.toString(), "--encoder", run.toString());
        assertThat(classified.code()).as(classified.err()).isZero();
        assertThat(classified.out().strip().lines()).hasSize(2).allMatch(line -> line.contains("\"label\":\"a\""));
    }

    @Test
    void mistakesAreExplained() {
        CommandRun none = CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "none",
                "--set",
                "recipe.data.few_shot.per_class=0");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .contains("per_class: must be at least 1, found 0")
                .contains("winnow classify");
        CommandRun neither = CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "neither",
                "--set",
                "recipe.tune.example_pairs=null",
                "--set",
                "recipe.tune.label_pairs=null");
        assertThat(neither.code()).isEqualTo(2);
        assertThat(neither.err()).contains("recipe.tune.example_pairs: must be given, or label_pairs, or both");
        CommandRun texts = CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "texts",
                "--set",
                "recipe.class_texts={use: description}");
        assertThat(texts.code()).isEqualTo(2);
        assertThat(texts.err()).contains("must name the file that has the descriptions");
    }
}
