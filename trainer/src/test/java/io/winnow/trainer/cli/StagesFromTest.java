package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs that begin with the stages of another run, on small images. */
class StagesFromTest extends OnCommandLine {
    private static final String VANILLA = "stages/1-vanilla";

    private static Path config;

    @BeforeAll
    static void train() throws IOException {
        TestData.write(folder);
        config = Files.writeString(
                folder.resolve("web.yaml"), """
                device: cpu
                recipe:
                  kind: web
                  data: {train: %s, test: %s, image_size: 16}
                  correct:
                    dimension: 8
                    queue: 16
                    threshold: 0.3
                    clean_from: 0.3
                    weak: {kind: pad_crop}
                    vanilla: {steps: 3}
                    training: {duration: {steps: 3}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        assertThat(web("first")).as(err).isZero();
    }

    private static int web(String name, String... more) {
        return train(config, folder, name, more);
    }

    private static String[] from(String run, String... more) {
        return Stream.concat(Stream.of("--stages-from", folder.resolve(run).toString()), Stream.of(more))
                .toArray(String[]::new);
    }

    /** The numbers are those of a run that computes all of its stages, although the runs differ in everything that the first stage ignores. */
    @Test
    void aRunWithTheStageOfAnotherEqualsOneOfItsOwn() throws IOException {
        String[] others = {
            "--set",
            "recipe.anchors={kind: random, count: 2}",
            "--set",
            "recipe.correct.bootstrap={}",
            "--set",
            "recipe.correct.threshold=0.2",
            "--set",
            "recipe.correct.classifier_share=0.7",
            "--set",
            "recipe.correct.prototype_momentum=0.8",
            "--set",
            "recipe.correct.clean_from=0",
            "--set",
            "recipe.correct.training.duration={steps: 4}",
            "--set",
            "recipe.classify.training.optimizer.learning_rate=0.1"
        };
        assertThat(web("alone", others)).as(err).isZero();
        assertThat(web("taking", from("first", others))).as(err).isZero();
        assertThat(Files.readString(folder.resolve("taking/log.txt")))
                .contains(
                        "Took the stage 1-vanilla from " + folder.resolve("first"),
                        "Later stages are computed anew: the result of 2-anchors may depend on more");
        Path alone = folder.resolve("alone");
        Path taking = folder.resolve("taking");
        for (String file : List.of(
                VANILLA + "/network.safetensors",
                "stages/3-correct/network.safetensors",
                "stages/3-correct/corrections.jsonl",
                "stages/4-classify/classifier.safetensors")) {
            assertThat(taking.resolve(file)).hasSameBinaryContentAs(alone.resolve(file));
        }
        JsonNode taken = new ObjectMapper()
                .readTree(taking.resolve(VANILLA + "/taken.json").toFile());
        assertThat(taken.get("run").asText()).isEqualTo(folder.resolve("first").toString());
        assertThat(taken.at("/files/network.safetensors").asText())
                .isEqualTo(new Fingerprint()
                        .add(folder.resolve("first").resolve(VANILLA + "/network.safetensors"))
                        .hex());
        assertThat(taking.resolve(VANILLA + "/checkpoints")).doesNotExist();
        assertThat(losses(taking)).isEqualTo(losses(alone)).isNotEmpty();
    }

    private static List<Double> losses(Path run) throws IOException {
        return MetricsFile.read(run.resolve("metrics.jsonl")).stream()
                .filter(event -> event.stage().equals("1-vanilla"))
                .map(event -> event.values().get("loss"))
                .toList();
    }

    @Test
    void whatDiffersIsRefused() throws IOException {
        assertThat(web("queue", from("first", "--set", "recipe.correct.queue=8")))
                .isEqualTo(2);
        assertThat(err)
                .contains("No stage of " + folder.resolve("first")
                        + " can be taken: 1-vanilla has other settings: queue: 16, and in this run queue: 8.");
        assertThat(web("seed", from("first", "--set", "seed=2"))).isEqualTo(2);
        assertThat(err).contains("its seed is 1, and that of this run 2.");
        assertThat(web("nothing", from("web.yaml"))).isEqualTo(2);
        assertThat(web("dry", from("first", "--dry-run"))).isEqualTo(2);
        assertThat(err).contains("--dry-run and --stages-from cannot be combined");
        Path other = Files.writeString(
                folder.resolve("supervised.yaml"),
                Files.readString(config)
                        .replace("kind: web", "kind: supervised")
                        .replaceAll("(?s)  correct:.*  classify:", "  classify:"));
        assertThat(train(other, folder, "supervised", from("first"))).isEqualTo(2);
        assertThat(err).contains("its recipe is web, and that of this run supervised.");
        for (String refused : List.of("queue", "seed", "nothing", "supervised")) {
            assertThat(folder.resolve(refused)).doesNotExist();
        }
        // What was refused may be trained after all.
        assertThat(web("queue", "--set", "recipe.correct.queue=8")).as(err).isZero();
    }

    /** Labels that have changed in place have the same name in the configuration. */
    @Test
    void otherLabelsAreRefused() throws IOException {
        Path train = folder.resolve("train");
        List<String> keys;
        try (Stream<Path> files = Files.walk(train)) {
            keys = files.filter(Files::isRegularFile)
                    .map(file -> train.relativize(file).toString())
                    .sorted()
                    .toList();
        }
        Path labels = folder.resolve("labels.csv");
        String[] labelled = {"--set", "recipe.data.labels={file: " + labels + "}"};
        Files.writeString(labels, labels(keys, keys.get(0)));
        assertThat(web("labelled", labelled)).as(err).isZero();
        Files.writeString(labels, labels(keys, keys.get(1)));
        assertThat(web("relabelled", from("labelled", labelled))).isEqualTo(2);
        assertThat(err).contains("No stage of " + folder.resolve("labelled") + " can be taken: the data differ.");
        assertThat(folder.resolve("relabelled")).doesNotExist();

        // Continued with the other labels, the run has a first stage that does not follow from them.
        Path last = folder.resolve("labelled/stages/4-classify");
        Files.delete(last.resolve("stage.json"));
        String[] continued = Stream.concat(Stream.of(labelled), Stream.of("--resume", "--accept-changed-data"))
                .toArray(String[]::new);
        assertThat(web("labelled", continued)).as(err).isZero();
        assertThat(web("relabelled", from("labelled", labelled))).isEqualTo(2);
        assertThat(err).contains("it was continued with changed data, and its stages may follow from those of before.");
    }

    /** @param wrong an image that gets the class of the last one */
    private static String labels(List<String> keys, String wrong) {
        StringBuilder text = new StringBuilder("key,label\n");
        for (String key : keys) {
            String shown = key.equals(wrong) ? keys.get(keys.size() - 1) : key;
            text.append(key).append(',').append(shown, 0, shown.indexOf('/')).append('\n');
        }
        return text.toString();
    }

    /** Every recipe with a pre-training may take it. */
    @Test
    void aPretrainingIsTaken() throws IOException {
        Path rcal = Files.writeString(
                folder.resolve("rcal.yaml"), """
                device: cpu
                recipe:
                  kind: rcal
                  data: {train: %s, test: %s, image_size: 16}
                  contrast:
                    kind: moco
                    pretrain:
                      encoder: &encoder {kind: resnet, depth: 8, width: 4}
                      queue: 16
                      training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                  classify:
                    encoder: *encoder
                    training: {duration: {steps: 2}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        assertThat(train(rcal, folder, "pretrained")).as(err).isZero();
        assertThat(train(
                        rcal,
                        folder,
                        "longer",
                        from("pretrained", "--set", "recipe.classify.training.duration.steps=3")))
                .as(err)
                .isZero();
        assertThat(Files.readString(folder.resolve("longer/log.txt"))).contains("Took the stage 1-contrast from");
        assertThat(train(rcal, folder, "other", from("pretrained", "--set", "recipe.contrast.pretrain.queue=8")))
                .isEqualTo(2);
        assertThat(err).contains("1-contrast has other settings: queue: 16, and in this run queue: 8");
    }
}
