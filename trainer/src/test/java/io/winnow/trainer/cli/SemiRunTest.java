package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of the recipe semi on small images and texts, from the command line. */
class SemiRunTest extends OnCommandLine {
    private static Path config;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        config = Files.writeString(
                folder.resolve("semi.yaml"), """
                device: cpu
                checkpoints: {every: {steps: 2}, keep: 10}
                recipe:
                  kind: semi
                  data: {train: %s, test: %s, image_size: 16, labels: {few_shot: {per_class: 3, seed: 2, rest: unlabelled}}}
                  learn:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    unlabelled_ratio: 2
                    threshold: {kind: fixed, value: 0.3}
                    weak: {kind: pad_crop}
                    training:
                      duration: {steps: 6}
                      batch_size: 6
                      optimizer: {kind: sgd, learning_rate: 0.05}
                      ema_decay: 0.5
                """.formatted(folder.resolve("train"), folder.resolve("test")));
    }

    private static int semi(String name, String... more) {
        return train(config, folder, name, more);
    }

    /** What a run recorded of pseudo-labels. */
    private static List<JsonNode> counted(Path run) throws IOException {
        return lines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.get("values"))
                .filter(values -> values.has("pseudo/passed_share"))
                .toList();
    }

    /** A run that was stopped after four of six steps ends with the same weights, decision and counts as one that was not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{target: {kind: sharpened, temperature: 0.4}, annealing: exp, entropy: 0.1}",
                "{threshold: {kind: flexmatch, value: 0.3}, strong: {kind: fixmatch}}",
                "{threshold: {kind: freematch, momentum: 0.5}, alignment: {momentum: 0.5}, with_labelled: false}"
            })
    void resumedEqualsUninterrupted(String options) throws IOException {
        String name = "resumed" + options.hashCode();
        assertThat(semi(name, "--set", "recipe.learn=" + options)).as(err).isZero();
        Path run = folder.resolve(name);
        Path learned = run.resolve("stages/1-learn");
        byte[] weights = Files.readAllBytes(learned.resolve("classifier.safetensors"));
        String decision = Files.readString(learned.resolve("decision.json"));
        List<JsonNode> metrics = counted(run);
        assertThat(metrics).isNotEmpty();
        Path checkpoints = learned.resolve("checkpoints");
        AtomicFiles.delete(checkpoints.resolve("step-00000006"));
        for (String file : List.of("classifier.safetensors", "encoder.safetensors", "decision.json", "stage.json")) {
            Files.deleteIfExists(learned.resolve(file));
        }
        for (String stage : List.of("2-pseudo_labels", "3-labels_alone", "4-labels_alone_strong", "5-evaluate")) {
            AtomicFiles.delete(run.resolve("stages").resolve(stage));
        }
        Files.delete(run.resolve("result.json"));
        assertThat(semi(name, "--resume", "--set", "recipe.learn=" + options))
                .as(err)
                .isZero();
        assertThat(Files.readString(run.resolve("log.txt"))).contains("resumes from step 4");
        assertThat(Files.readAllBytes(learned.resolve("classifier.safetensors")))
                .isEqualTo(weights);
        assertThat(Files.readString(learned.resolve("decision.json"))).isEqualTo(decision);
        assertThat(counted(run)).isEqualTo(metrics);
    }

    /** The pseudo-labels are a label file of another training, and their accuracy is that of the true labels, which the folders say. */
    @Test
    void pseudoLabelsAreLabels() throws IOException {
        assertThat(semi("labels")).as(err).isZero();
        assertThat(out).contains("labels_alone", "labels_alone_strong", "constant", "semi");
        Path stage = folder.resolve("labels/stages/2-pseudo_labels");
        List<JsonNode> all = lines(stage.resolve("pseudo-labels.jsonl"));
        long classes;
        try (Stream<Path> folders = Files.list(folder.resolve("train"))) {
            classes = folders.count();
        }
        assertThat(all).hasSize(64 - 3 * (int) classes);
        int right = 0;
        for (JsonNode line : all) {
            double probability = line.get("probability").asDouble();
            assertThat(line.get("passed").asBoolean()).isEqualTo(probability >= 0.3);
            assertThat(line.get("second_probability").asDouble()).isLessThanOrEqualTo(probability);
            right += line.get("key").asText().startsWith(line.get("label").asText() + "/") ? 1 : 0;
        }
        List<String> table = Files.readAllLines(stage.resolve("classes.csv"));
        assertThat(table)
                .hasSize(1 + (int) classes)
                .first()
                .isEqualTo("class,labelled,pseudo_labels,passed,left_out,accuracy,passed_accuracy");
        for (String row : table.subList(1, table.size())) {
            String[] cells = row.split(",", -1);
            List<JsonNode> own = all.stream()
                    .filter(line -> line.get("label").asText().equals(cells[0]))
                    .toList();
            long passed =
                    own.stream().filter(line -> line.get("passed").asBoolean()).count();
            assertThat(List.of(cells).subList(1, 5))
                    .containsExactly("3", "" + own.size(), "" + passed, "" + (own.size() - passed));
            long correct = own.stream()
                    .filter(line -> line.get("key").asText().startsWith(cells[0] + "/"))
                    .count();
            assertThat(cells[5]).isEqualTo(own.isEmpty() ? "" : "" + (double) correct / own.size());
        }
        JsonNode result =
                new ObjectMapper().readTree(folder.resolve("labels/result.json").toFile());
        assertThat(result.at("/stages/1/metrics/accuracy").asDouble()).isEqualTo((double) right / all.size());
        assertThat(result.at("/metrics/accuracy").asDouble()).isBetween(0.0, 1.0);
        assertThat(winnow(
                        "train",
                        Files.writeString(folder.resolve("again.yaml"), """
                                device: cpu
                                recipe:
                                  kind: supervised
                                  data:
                                    train: %s
                                    test: %s
                                    image_size: 16
                                    labels: {file: %s, partial: true}
                                  classify:
                                    encoder: {kind: resnet, depth: 8, width: 4}
                                    training: {duration: {steps: 2}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.05}}
                                """.formatted(
                                        folder.resolve("train"), folder.resolve("test"), stage.resolve("labels.jsonl")))
                                .toString(),
                        "--run-dir",
                        folder.toString()))
                .as(err)
                .isZero();
        for (String command : List.of("evaluate", "report")) {
            assertThat(winnow(command, folder.resolve("labels").toString()))
                    .as(err)
                    .isZero();
        }
    }

    @Test
    void anEncoderIsPretrainedOnAllImages() {
        assertThat(
                        semi(
                                "start",
                                "--set",
                                "recipe.start={kind: moco, pretrain: {encoder: {kind: resnet, depth: 8, width: 4}, queue: 16, training:"
                                        + " {duration: {steps: 2}, batch_size: 16, optimizer: {kind: sgd, learning_rate: 0.05}}}}"))
                .as(err)
                .isZero();
        assertThat(out).contains("frozen_linear", "labels_alone", "semi");
    }

    @Test
    void whatCannotWorkIsSaid() {
        assertThat(semi("none", "--set", "recipe.data.labels=null")).isEqualTo(2);
        assertThat(err)
                .contains("must have training images without a label")
                .contains("few_shot", "data.labels.unlabelled_class");
        assertThat(semi("examples", "--set", "recipe.learn.training.duration={examples: 100}"))
                .isEqualTo(2);
        assertThat(err).contains("duration").contains("must be in epochs or steps");
        assertThat(semi("above", "--set", "recipe.learn.threshold.value=2")).isEqualTo(2);
        assertThat(err).contains("value").contains("must lie between 0 and 1, found 2");
        assertThat(semi("folder", "--set", "recipe.data.labels={unlabelled_class: unlabeled}"))
                .isEqualTo(2);
        assertThat(err).contains("data.labels.unlabelled_class is 'unlabeled'");
        assertThat(semi("batch", "--set", "recipe.learn.unlabelled_ratio=100", "--dry-run"))
                .as(err)
                .isZero();
        assertThat(err).contains("each step takes all of them");
    }

    /** Test images among the unlabelled ones are counted, and refused if they are most of the test images. */
    @Test
    void testImagesAmongTheUnlabelledOnesAreNoticed() throws IOException {
        Path train = folder.resolve("copied");
        TestData.write(train);
        List<Path> tests;
        try (Stream<Path> files = Files.walk(folder.resolve("test"))) {
            tests = files.filter(Files::isRegularFile).sorted().toList();
        }
        Path without = Files.createDirectories(train.resolve("train/unlabelled"));
        for (int i = 0; i < tests.size(); i++) {
            Files.copy(tests.get(i), without.resolve(i + ".png"));
            if (i == 3) {
                assertThat(copied(train)).as(err).isZero();
                assertThat(out + err).contains("4 of the 32 test images have the same content as training images");
            }
        }
        assertThat(copied(train)).isEqualTo(2);
        assertThat(err)
                .contains(
                        "recipe.data: must not have the test images among the training images without a label: 32 of the 32");
    }

    private static int copied(Path train) {
        return semi(
                "copied-run",
                "--dry-run",
                "--set",
                "recipe.data.train=" + train.resolve("train"),
                "--set",
                "recipe.data.labels={unlabelled_class: unlabelled}",
                "--set",
                "recipe.data.labels.few_shot=null");
    }

    /** Texts whose label is missing, with vectors of a frozen encoder; afterwards, a training on the file of pseudo-labels. */
    @Test
    void textsWithoutLabelsAreLearnedFrom() throws IOException {
        StringBuilder texts = new StringBuilder("text,intent\n");
        for (String thing : List.of("red", "blue", "green", "old", "new", "spare", "second", "joint")) {
            boolean known = thing.equals("red") || thing.equals("blue");
            texts.append("where is my %s card,%s\n".formatted(thing, known ? "card" : ""));
            texts.append("how much is on my %s account,%s\n".formatted(thing, known ? "balance" : ""));
        }
        Path data = Files.writeString(folder.resolve("texts.csv"), texts);
        Path test = Files.writeString(
                folder.resolve("asked.csv"), "text,intent\nI lost my card,card\nwhat is on my account,balance\n");
        Path semi = Files.writeString(folder.resolve("texts.yaml"), """
                device: cpu
                recipe:
                  kind: semi
                  data: {kind: texts, train: %s, test: %s, labels: {intent: {kind: class}}}
                  learn:
                    encoder: {kind: frozen}
                    head_rate: 10
                    unlabelled_ratio: 2
                    threshold: {kind: none}
                    strong: {kind: text, copies: 2}
                    training: {duration: {steps: 30}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}, ema_decay: 0.9}
                """.formatted(data, test));
        assertThat(winnow("train", semi.toString(), "--run-dir", folder.toString(), "--name", "texts"))
                .as(err)
                .isZero();
        assertThat(out).contains("labels_alone", "frozen_linear", "label_name_prior");
        Path labels = folder.resolve("texts/stages/2-pseudo_labels/labels.jsonl");
        List<JsonNode> lines = lines(labels);
        assertThat(lines).hasSize(16);
        assertThat(lines.stream().filter(line -> line.get("given").asBoolean())).hasSize(4);
        for (JsonNode line : lines) {
            assertThat(line.get("label").asText())
                    .isEqualTo(line.get("text").asText().endsWith("card") ? "card" : "balance");
        }
        Path again = Files.writeString(folder.resolve("texts-again.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {kind: texts, train: %s, test: %s, labels: {intent: {kind: class, column: label}}}
                  classify:
                    encoder: {kind: frozen}
                    augmentation: {kind: text, copies: 2}
                    training: {duration: {steps: 4}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(
                labels,
                Files.writeString(
                        folder.resolve("asked2.csv"), "text,label\nI lost my card,card\nmy account,balance\n")));
        assertThat(winnow("train", again.toString(), "--run-dir", folder.toString()))
                .as(err)
                .isZero();
    }

    /** A word for `no label` that nobody has declared is a class; the message that no text lacks a label names it, and its advice works. */
    @Test
    void aWordForNoLabelIsFound() throws IOException {
        Path semi = Files.writeString(folder.resolve("word.yaml"), """
                device: cpu
                recipe:
                  kind: semi
                  data: {kind: texts, train: %s, test: %s, labels: {intent: {kind: class}}}
                  learn:
                    encoder: {kind: frozen}
                    unlabelled_ratio: 1
                    training: {duration: {steps: 1}, batch_size: 1, optimizer: {kind: adamw, learning_rate: 0.003}}
                """.formatted(
                        Files.writeString(folder.resolve("word.csv"), "text,intent\na,x\nb,y\nc,NA\nd,NA\n"),
                        Files.writeString(folder.resolve("word-test.csv"), "text,intent\ne,x\nf,y\n")));
        assertThat(winnow("train", semi.toString(), "--dry-run")).isEqualTo(2);
        assertThat(err).contains("all 4 of", "perhaps NA is no class but means `no label`", "data.missing");
        assertThat(winnow("train", semi.toString(), "--dry-run", "--set", "recipe.data.missing=[NA]"))
                .as(err)
                .isZero();
        assertThat(out + err).contains("2 texts have a label, and 2 have none");
    }

    /** A teacher with cross-entropy, and a student with LDAM on its pseudo-labels. */
    @Test
    void aStudentLearnsFromItsTeacher() throws IOException {
        Path file = Files.writeString(
                folder.resolve("self.yaml"), """
                device: cpu
                recipe:
                  kind: self_training
                  data: {train: %s, test: %s, image_size: 16, labels: {few_shot: {per_class: 3, rest: unlabelled}}}
                  teach:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    training: {duration: {steps: 3}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.05}}
                  pseudo_labels: {align: uniform, adjustment: 1}
                  weight: 0.5
                  classify:
                    encoder: {kind: resnet, depth: 8, width: 4}
                    loss: {kind: ldam, weights: {}}
                    training: {duration: {steps: 3}, batch_size: 6, optimizer: {kind: sgd, learning_rate: 0.05}}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
        // The options of the student are compared with the labels as well as those of the teacher.
        assertThat(winnow("train", file.toString(), "--dry-run", "--set", "recipe.classify.bias_start=shares"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.classify.bias_start: must be left out with these labels");
        assertThat(winnow("train", file.toString(), "--run-dir", folder.toString(), "--name", "self"))
                .as(err)
                .isZero();
        assertThat(out).contains("teacher", "constant", "self_training");
        assertThat(winnow(
                        "train",
                        file.toString(),
                        "--dry-run",
                        "--set",
                        "recipe.classify.loss=null",
                        "--set",
                        "recipe.classify.class_weights={weights: {cta: 2}}",
                        "--set",
                        "recipe.classify.training.batch_size=65"))
                .isEqualTo(2);
        assertThat(err)
                .contains("recipe.classify.class_weights", "'cta'")
                .contains(
                        "recipe.classify.training.batch_size: must be at most the number of training images, which is 64");
        Path stage = folder.resolve("self/stages/2-pseudo_labels");
        long passed = lines(stage.resolve("pseudo-labels.jsonl")).stream()
                .filter(line -> line.get("passed").asBoolean())
                .count();
        long given = lines(stage.resolve("labels.jsonl")).stream()
                .filter(line -> line.get("given").asBoolean())
                .count();
        assertThat(passed).isPositive();
        assertThat(lines(stage.resolve("labels.jsonl"))).hasSize((int) (passed + given));
        assertThat(Files.readString(folder.resolve("self/log.txt")))
                .contains("Training on " + given + " labelled and " + passed + " pseudo-labelled images.");
        for (String command : List.of("evaluate", "predict")) {
            String[] arguments = command.equals("predict")
                    ? new String[] {
                        command,
                        folder.resolve("self").toString(),
                        folder.resolve("test").toString()
                    }
                    : new String[] {command, folder.resolve("self").toString()};
            assertThat(winnow(arguments)).as(err).isZero();
        }
    }
}
