package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares runs whose files are written here. */
class RunsCompareCommandTest {
    private static final String CONFIG = """
        name: a
        recipe:
          kind: supervised
          data: {kind: rows, file: letters.csv, key: id, labels: {spam: {kind: class}}}
          classify:
            encoder: {kind: row_mlp}
            training: {duration: {epochs: 1}, batch_size: 8, optimizer: {kind: sgd, learning_rate: 0.1}}
        """;

    @TempDir
    Path folder;

    private String run(String name, long seed, double rate, String test, Map<String, Double> metrics, String... changes)
            throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Experiment experiment = Experiment.parse(
                "test",
                CONFIG,
                Stream.concat(
                                Stream.of(
                                        "name=" + name,
                                        "seed=" + seed,
                                        "recipe.classify.training.optimizer.learning_rate=" + rate),
                                Stream.of(changes))
                        .toList());
        Files.writeString(run.resolve("config.yaml"), experiment.toYaml());
        Result result = new Result(
                "supervised",
                RunStatus.COMPLETED,
                seed,
                "cpu",
                1,
                metrics,
                Map.of("constant", Map.of("accuracy", 0.5)),
                List.of());
        Files.writeString(run.resolve("result.json"), Json.page(result));
        DataRecord.Source source = new DataRecord.Source("letters", 4, Map.of("spam", 4), test, test);
        Files.writeString(
                run.resolve("data.json"),
                Json.page(new DataRecord(
                        folder.toString(), Map.of("test", source, "train", source), null, Optional.empty())));
        return run.toString();
    }

    private String run(String name, long seed, double rate, double accuracy) throws IOException {
        return run(name, seed, rate, "keys", Map.of("accuracy", accuracy));
    }

    /** A run with a simulated label noise of its own seed, and a split of its own seed. */
    private String noisy(String name, long seed, long noise, long split, double accuracy) throws IOException {
        return run(
                name,
                seed,
                0.1,
                "keys",
                Map.of("accuracy", accuracy),
                "recipe.data.labels.spam.simulate={noise: {kind: pair, rate: 0.2}, seed: " + noise + "}",
                "recipe.data.split={shares: {train: 0.8, validation: 0, test: 0.2}, seed: " + split + "}");
    }

    private static CommandRun compare(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of("runs", "compare"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    @Test
    void groupsArePairedBySeed() throws IOException {
        String[] runs = {
            run("a1", 1, 0.1, 0.5), run("b1", 1, 0.2, 0.51),
            run("a2", 2, 0.1, 0.7), run("b2", 2, 0.2, 0.72),
            run("a3", 3, 0.1, 0.9), run("b3", 3, 0.2, 0.93)
        };
        CommandRun compared = compare(runs);
        assertThat(compared.code()).as(compared.err()).isZero();
        assertThat(compared.err()).isEmpty();
        assertThat(compared.out())
                .contains("a1+a2+a3  supervised  accuracy  0.7000  0.2000")
                .contains("Difference of b1+b2+b3 to a1+a2+a3, paired by seed:")
                .contains(
                        "accuracy  +0.0200 (-0.0048 to +0.0448), not significant (p = 0.25, the least that 3 seeds can"
                                + " give)")
                .contains("With 3 seeds on each side, the test cannot give a p-value below 0.25")
                .contains("At least 6 seeds are needed.")
                .doesNotContain("p-values are not adjusted");
        assertThat(compare(Stream.concat(Stream.of(runs), Stream.of("--baseline", runs[3]))
                                .toArray(String[]::new))
                        .out())
                .contains("Difference of a1+a2+a3 to b1+b2+b3, paired by seed:")
                .contains("-0.0200 (-0.0448 to +0.0048)");
        assertThat(compare(Stream.concat(Stream.of(runs), Stream.of("--bootstrap"))
                                .toArray(String[]::new))
                        .out())
                .contains("accuracy  +0.0200 (+0.0100 to +0.0300), not significant (p = 0.25")
                .contains("by the bootstrap over seeds. With fewer than about ten seeds it is too short.");
        CommandRun json =
                compare(Stream.concat(Stream.of(runs), Stream.of("--json")).toArray(String[]::new));
        JsonNode all = new ObjectMapper().readTree(json.out());
        assertThat(all.at("/groups/1/seeds").toString()).isEqualTo("[1,2,3]");
        assertThat(all.at("/groups/0/figures/supervised/accuracy/values").size())
                .isEqualTo(3);
        JsonNode difference = all.at("/differences/0/metrics/accuracy");
        assertThat(difference.get("paired").asBoolean()).isTrue();
        assertThat(difference.get("p").asDouble()).isEqualTo(0.25);
        assertThat(difference.get("least_p").asDouble()).isEqualTo(0.25);
        assertThat(difference.at("/bootstrap/low").asDouble()).isCloseTo(0.01, within(1e-12));
        assertThat(difference.at("/bootstrap/high").asDouble()).isCloseTo(0.03, within(1e-12));
    }

    /** Another draw of the noise is a repetition; another division into training and test examples is not. */
    @Test
    void seedsOfSimulationsAreSeeds() throws IOException {
        CommandRun drawn = compare(noisy("a1", 1, 1, 0, 0.5), noisy("a2", 2, 2, 0, 0.7), run("b1", 1, 0.1, 0.5));
        assertThat(drawn.code()).as(drawn.err()).isZero();
        assertThat(drawn.err()).isEmpty();
        assertThat(drawn.out()).containsPattern("a1.a2 +supervised +accuracy +0.6000 +0.1414 +2\n");
        CommandRun same = compare(noisy("a1", 1, 1, 0, 0.5), noisy("a2", 1, 2, 0, 0.7), noisy("a3", 1, 2, 0, 0.9));
        assertThat(same.out()).containsPattern("a1.a2 +supervised +accuracy +0.6000 +0.1414 +2\n");
        assertThat(same.err())
                .contains("repeat the configuration and the seed of another one")
                .contains(": a3.");
        assertThat(compare(noisy("a1", 1, 1, 0, 0.5), noisy("a2", 2, 1, 7, 0.7)).out())
                .contains("Difference of a2 to a1");
    }

    /** The seeds of a simulation do not keep a group from being paired with one that has none. */
    @Test
    void theSeedsOfTheRunsPairThemIfTheyTellThemApart() throws IOException {
        CommandRun compared = compare(
                run("b1", 1, 0.1, 0.5), run("b2", 2, 0.1, 0.6), noisy("a1", 1, 1, 0, 0.5), noisy("a2", 2, 2, 0, 0.7));
        assertThat(compared.out()).contains("Difference of a1+a2 to b1+b2, paired by seed:");
    }

    @Test
    void unequalSeedsAreNotPaired() throws IOException {
        CommandRun compared =
                compare(run("a1", 1, 0.1, 0.1), run("a2", 2, 0.1, 0.2), run("b1", 1, 0.2, 0.3), run("b3", 3, 0.2, 0.4));
        assertThat(compared.code()).as(compared.err()).isZero();
        // Of 6 divisions of .1 to .4, this one and its opposite are the most extreme.
        assertThat(compared.out())
                .contains("Difference of b1+b3 to a1+a2, not paired, because their seeds differ:")
                .contains("+0.2000")
                .contains("(p = 0.33, the least that 2 and 2 runs can give)")
                .contains("With 2 and 2 runs, the test cannot give a p-value below 0.33");
    }

    @Test
    void aRunOfItsOwnIsNotTested() throws IOException {
        CommandRun compared = compare(run("a1", 1, 0.1, 0.1), run("b1", 1, 0.2, 0.3));
        assertThat(compared.out())
                .contains("+0.2000, not tested: a single run on each side")
                .contains("train every configuration with several seeds");
        assertThat(compare(run("c1", 1, 0.3, 0.1)).out()).doesNotContain("Difference");
    }

    @Test
    void whatDoesNotCompareIsSaid() throws IOException {
        String first = run("a1", 1, 0.1, 0.1);
        CommandRun compared = compare(
                first,
                run("b1", 1, 0.2, "other keys", Map.of("accuracy", 0.3, "auc", 0.5)),
                run("b1-again", 1, 0.2, 0.3));
        assertThat(compared.code()).as(compared.err()).isZero();
        assertThat(compared.err())
                .contains("were evaluated on different test examples")
                .contains("so they are left out: b1-again");
        assertThat(compared.out())
                .containsPattern("b1 +supervised +accuracy +0.3000 +1\n")
                .doesNotContain("b1-again");
        assertThat(compared.out()).contains("missing in at least one run: auc.");
        assertThat(compare(first, first).err()).contains("is named twice");
        CommandRun other = compare(first, "--baseline", folder.resolve("a2").toString());
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("--baseline must be one of the runs").contains("Did you mean " + first);
        Files.delete(folder.resolve("a1/result.json"));
        assertThat(compare(first).err()).contains("is not complete").contains("--resume");
    }

    @Test
    void dataOfAnotherVersionAreAPlainError() throws IOException {
        String run = run("a1", 1, 0.1, 0.1);
        Files.writeString(folder.resolve("a1/data.json"), """
            {"sources": {}, "inputs": {"preprocessing": {"kind": "text_vectors",
            "encoder": {"pooling": "MEAN", "max_tokens": 128}, "dimension": 384}}}
            """);
        CommandRun compared = compare(run);
        assertThat(compared.code()).isEqualTo(1);
        assertThat(compared.err())
                .contains("a1/data.json is damaged")
                .contains("has no 'rules' for its tokens, as in files of another version")
                .doesNotContain("\tat ");
    }
}
