package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.TestData;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of the recipe federated on small images and rows, from the command line. */
class FederatedRunTest extends OnCommandLine {
    private static Path config;

    @BeforeAll
    static void write() throws IOException {
        TestData.write(folder);
        config = Files.writeString(
                folder.resolve("federated.yaml"), """
                device: cpu
                checkpoints: {keep: 3}
                recipe:
                  kind: federated
                  data: {train: %s, test: %s, image_size: 16}
                  clients: {kind: dirichlet, count: 3, alpha: 2, seed: 1}
                  labelled: {per_class: 3}
                  federate: {clients_per_round: 2, steps: 2, strategy: {kind: fedlabel, threshold: 0.3, burn_in: 1}}
                  compare: []
                  frozen: {enabled: false}
                  classify:
                    encoder: {kind: cnn, channels: [8], kernel: 3, width: 8}
                    training:
                      duration: {epochs: 4}
                      batch_size: 6
                      optimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.5}
                """.formatted(folder.resolve("train"), folder.resolve("test")));
    }

    private static int federated(String name, String... more) {
        return train(config, folder.resolve("runs"), name, more);
    }

    private static byte[] weights(String name) throws IOException {
        return weights(name, "1-classify");
    }

    private static byte[] weights(String name, String stage) throws IOException {
        return Files.readAllBytes(Path.of(run(name)).resolve("stages/" + stage + "/classifier.safetensors"));
    }

    /** An epoch is a round, however many batches a step of a client has. */
    @Test
    void aRoundIsAnEpochWithSeveralBatchesInAStep() throws IOException {
        assertThat(federated("accumulated", "--set", "recipe.classify.training.accumulate=2"))
                .as(err)
                .isZero();
        assertThat(Path.of(run("accumulated")).resolve("stages/1-classify/checkpoints/step-00000008"))
                .isDirectory();
    }

    /** A run that was stopped after three of four rounds, and one whose clients are tasks of workers, end with the same bits. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{form: published, experts: local}", "{experts: learner, score: entropy}"})
    void resumedAndOnWorkersTheBitsAreTheSame(String strategy) throws IOException {
        String name = "alone" + strategy.hashCode();
        String set = "recipe.federate.strategy=" + strategy;
        assertThat(federated(name, "--set", set)).as(err).isZero();
        byte[] expected = weights(name);
        JsonNode metrics = result(name).at("/stages/0/metrics");
        assertThat(metrics.get("pseudo/share").asDouble()).isBetween(0.0, 1.0);

        assertThat(federated(name + "w", "--set", set, "--on", "simulated[3]"))
                .as(err)
                .isZero();
        assertThat(weights(name + "w")).isEqualTo(expected);
        // The rounds are those of federate, not of the section rounds.
        assertThat(Files.readString(Path.of(run(name + "w")).resolve("log.txt")))
                .contains("Trained by 3 workers that share the work of each round: ");

        Path run = Path.of(run(name));
        Path stage = run.resolve("stages/1-classify");
        AtomicFiles.delete(stage.resolve("checkpoints/step-00000008"));
        for (String file : List.of("classifier.safetensors", "encoder.safetensors", "stage.json")) {
            Files.delete(stage.resolve(file));
        }
        AtomicFiles.delete(run.resolve("stages/2-evaluate"));
        Files.delete(run.resolve("result.json"));
        assertThat(federated(name, "--resume", "--set", set)).as(err).isZero();
        assertThat(Files.readString(run.resolve("log.txt"))).contains("resumes from step 6");
        assertThat(weights(name)).isEqualTo(expected);
        assertThat(result(name).at("/stages/0/metrics/pseudo~1share")).isEqualTo(metrics.get("pseudo/share"));
    }

    @Test
    void theTableHasAllRivalsAndTheModelIsLikeAnyOther() throws IOException {
        assertThat(federated(
                        "whole",
                        "--set",
                        "recipe.compare=[fedavg, fedprox, alone, pooled, all_labels]",
                        "--set",
                        "recipe.personalise={steps: 2}",
                        "--set",
                        "recipe.frozen.enabled=true"))
                .as(err)
                .isZero();
        assertThat(out)
                .contains("fedavg", "fedprox", "alone", "pooled", "all_labels", "personalised", "constant")
                .contains("client_accuracy", "worst_client_accuracy");
        JsonNode result = result("whole");
        JsonNode own = result.get("metrics");
        assertThat(own.get("worst_client_accuracy").asDouble())
                .isLessThanOrEqualTo(own.get("client_accuracy").asDouble());
        // Two clients get the network and send it back, in 4 bytes a number.
        long bytes = result.at("/stages/0/metrics/bytes_per_round").asLong();
        assertThat(bytes).isEqualTo(2 * 2 * 4 * numbers(Path.of(run("whole"), "stages/1-classify")));
        assertThat(result.at("/baselines/fedavg/last_rounds_accuracy").isNumber())
                .isTrue();
        JsonNode clients = new ObjectMapper()
                .readTree(
                        Path.of(run("whole"), "stages/1-classify/clients.json").toFile());
        assertThat(clients.get("rows")).hasSize(3);
        String run = run("whole");
        assertThat(winnow("evaluate", run)).as(err).isZero();
        assertThat(out).contains("worst_client_accuracy");
        assertThat(winnow("predict", run, folder.resolve("test").toString()))
                .as(err)
                .isZero();
        assertThat(winnow("report", run)).as(err).isZero();
        assertThat(winnow(
                        "export", run, "--output", folder.resolve("model.onnx").toString()))
                .as(err)
                .isZero();
    }

    /** Rows start from the same weights, choose the same clients in each round, and give them the same batches. So equal methods are equal rows. */
    @Test
    void methodsAreComparedOnTheSameDraws() throws IOException {
        String compare = "recipe.compare=[fedavg, fedprox]";
        assertThat(federated("fedavg", "--set", compare, "--set", "recipe.federate.strategy={kind: fedavg}"))
                .as(err)
                .isZero();
        byte[] average = weights("fedavg");
        assertThat(weights("fedavg", "2-fedavg")).isEqualTo(average);
        assertThat(weights("fedavg", "3-fedprox")).isNotEqualTo(average);
        assertThat(federated(
                        "idle",
                        "--set",
                        "recipe.compare=[fedavg]",
                        "--set",
                        "recipe.federate.strategy={kind: fedlabel, threshold: 1, burn_in: 1}"))
                .as(err)
                .isZero();
        assertThat(weights("idle"))
                .as("without a pseudo-label, FedLabel is FedAvg")
                .isEqualTo(average);
        assertThat(weights("idle", "2-fedavg")).isEqualTo(average);
    }

    /** With one client that has all labels, a round is training in one place. */
    @Test
    void oneClientIsTrainingInOnePlace() throws IOException {
        assertThat(federated(
                        "one",
                        "--set",
                        "recipe.clients={kind: iid, count: 1}",
                        "--set",
                        "recipe.federate.strategy={kind: fedavg}",
                        "--set",
                        "recipe.federate.clients_per_round=1",
                        "--set",
                        "recipe.compare=[pooled]"))
                .as(err)
                .isZero();
        assertThat(weights("one", "2-pooled")).isEqualTo(weights("one"));
    }

    /** The accuracy of the last rounds is the mean of those of the networks in the checkpoints, each of which is judged alone here. */
    @Test
    void theAccuracyOfTheLastRoundsIsTheMeanOverTheCheckpoints() throws IOException {
        assertThat(federated("rounds")).as(err).isZero();
        Path checkpoints = Path.of(run("rounds"), "stages/1-classify/checkpoints");
        List<Path> all;
        try (Stream<Path> listed = Files.list(checkpoints)) {
            all = listed.sorted().toList();
        }
        assertThat(all).hasSize(3);
        Path aside = Files.createDirectories(folder.resolve("aside"));
        for (Path each : all) {
            Files.move(each, aside.resolve(each.getFileName()));
        }
        double sum = 0;
        for (Path each : all) {
            Files.move(aside.resolve(each.getFileName()), each);
            sum += evaluated().get("last_rounds_accuracy").asDouble();
            Files.move(each, aside.resolve(each.getFileName()));
        }
        assertThat(result("rounds").at("/metrics/last_rounds_accuracy").asDouble())
                .isCloseTo(sum / 3, within(1e-9));
        assertThat(evaluated().has("last_rounds_accuracy")).isFalse();
        for (Path each : all) {
            Files.move(aside.resolve(each.getFileName()), each);
        }
        Path best = Files.createDirectories(checkpoints.resolve("step-00000001"));
        Files.copy(all.get(0).resolve("model.safetensors"), best.resolve("model.safetensors"));
        assertThat(evaluated().get("last_rounds_accuracy").asDouble())
                .as("without the best step by validation, which is kept beside the last three")
                .isCloseTo(sum / 3, within(1e-9));
    }

    private static JsonNode evaluated() throws IOException {
        assertThat(winnow("evaluate", run("rounds"), "--json")).as(err).isZero();
        return new ObjectMapper().readTree(out).findParent("accuracy");
    }

    /** The number of weights in a file, whose header has their shapes. */
    private static long numbers(Path stage) throws IOException {
        byte[] file = Files.readAllBytes(stage.resolve("classifier.safetensors"));
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return (file.length - 8L - length) / 4;
    }

    /** Rows whose client is a column; one client has no label, and keeps the common network. */
    @Test
    void clientsAreNamedInAFile() throws IOException {
        StringBuilder rows = new StringBuilder("key,site,a,b,label,part\n");
        for (int i = 0; i < 90; i++) {
            int label = i % 2;
            String site = "abc".substring(i % 3, i % 3 + 1);
            boolean known = !site.equals("c") || i >= 60;
            rows.append("%d,%s,%.2f,%.2f,%s,%s\n"
                    .formatted(
                            i,
                            site,
                            label + 0.01 * (i % 7),
                            0.3 * (i % 3),
                            known ? (label == 0 ? "no" : "yes") : "",
                            i < 60 ? "train" : "test"));
        }
        Path file = Files.writeString(folder.resolve("rows.csv"), rows);
        Path yaml = Files.writeString(folder.resolve("rows.yaml"), """
                device: cpu
                recipe:
                  kind: federated
                  data: {kind: rows, file: %s, key: key, columns: [a, b], labels: {label: {kind: class}}, split: {column: part}}
                  clients: {kind: file, file: %s, client: site}
                  federate: {steps: 4, strategy: {kind: fedlabel, threshold: 0.5, burn_in: 2}}
                  personalise: {steps: 3}
                  compare: [alone]
                  classify:
                    encoder: {kind: row_mlp, hidden: [8], dropout: 0, norm: none}
                    training:
                      duration: {epochs: 12}
                      batch_size: 8
                      optimizer: {kind: sgd, learning_rate: 0.5}
                      schedule: {kind: constant}
                """.formatted(file, file));
        assertThat(winnow(
                        "train",
                        yaml.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString(),
                        "--name",
                        "rows"))
                .as(err)
                .isZero();
        assertThat(Files.readString(Path.of(run("rows"), "log.txt"))).contains("c: 20 examples, 0 labelled\n");
        assertThat(result("rows").at("/metrics/accuracy").asDouble()).isGreaterThan(0.9);
        Path personal = Path.of(run("rows"), "stages/2-personalise");
        assertThat(personal.resolve("client-0001.safetensors")).exists();
        assertThat(personal.resolve("client-0002.safetensors")).doesNotExist();
        JsonNode accuracies =
                new ObjectMapper().readTree(personal.resolve("accuracies.json").toFile());
        assertThat(accuracies).hasSize(3);
        JsonNode common = new ObjectMapper()
                .readTree(Path.of(run("rows"), "stages/4-evaluate/accuracies.json")
                        .toFile());
        assertThat(common.get("c"))
                .as("no label, and therefore the network of the server")
                .isEqualTo(accuracies.get("c"));
        assertThat((common.get("a").asDouble()
                                + common.get("b").asDouble()
                                + common.get("c").asDouble())
                        / 3)
                .isCloseTo(result("rows").at("/metrics/client_accuracy").asDouble(), within(1e-9));
        assertThat(winnow(
                        "report",
                        run("rows"),
                        "--no-data",
                        "--output",
                        folder.resolve("rows.html").toString()))
                .as(err)
                .isZero();
        assertThat(Files.readString(folder.resolve("rows.html")))
                .contains(
                        "[\"client\",\"examples\",\"labelled\",\"classes\",\"federated\",\"alone\",\"personalised\"]");

        // Test rows of a client without training rows, and none of a client.
        Files.writeString(file, rows.toString().replaceAll("(?m)^(\\d+),c,(.*),test$", "$1,d,$2,test"));
        assertThat(winnow("train", yaml.toString(), "--dry-run", "--set", "recipe.clients.client=site"))
                .as(err)
                .isZero();
        assertThat(err)
                .contains(
                        "recipe.clients has no client with training rows for 10 of the 30 test rows",
                        "recipe.clients has no test rows of c");

        Files.writeString(file, rows.toString().replace("\n7,b,", "\n7,B,"));
        assertThat(winnow("train", yaml.toString(), "--dry-run")).as(err).isZero();
        assertThat(err)
                .contains(
                        "recipe.clients has clients whose names differ only in upper and lower case or in blanks: B, b.");
        Files.writeString(file, rows.toString().replace("\n7,b,", "\n7,,"));
        assertThat(winnow(
                        "train",
                        yaml.toString(),
                        "--run-dir",
                        folder.resolve("runs").toString(),
                        "--name",
                        "gap"))
                .isEqualTo(2);
        assertThat(err).contains("line 9: the site is blank");
    }

    @Test
    void whatCannotWorkIsSaid() {
        assertThat(federated("many", "--set", "recipe.federate.clients_per_round=4"))
                .isEqualTo(2);
        assertThat(err).contains("must be at most the number of clients with labels, which is 3; found 4");
        assertThat(federated("all", "--set", "recipe.labelled=null")).isEqualTo(2);
        assertThat(err).contains("must be fedavg or fedprox if every training example has a label");
        assertThat(federated("crowd", "--set", "recipe.clients.count=60")).isEqualTo(2);
        assertThat(err).contains("examples among 60 clients").contains("Use fewer clients or a larger alpha");
        assertThat(federated("twice", "--set", "recipe.data.labels={few_shot: {per_class: 3, rest: unlabelled}}"))
                .isEqualTo(2);
        assertThat(err).contains("recipe.labelled must be left out");
        assertThat(federated("file", "--set", "recipe.clients={kind: file, file: none.csv}"))
                .isEqualTo(2);
        assertThat(err).contains("There is no file or folder none.csv");
        assertThat(federated("average", "--set", "recipe.classify.training.ema_decay=0.9"))
                .isEqualTo(2);
        assertThat(err).contains("clients begin each round with the weights of the server");
    }
}
