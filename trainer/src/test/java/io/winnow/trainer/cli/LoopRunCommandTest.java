package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code winnow loop run} says before it starts. No encoder is read. */
class LoopRunCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void project() throws IOException {
        Files.writeString(folder.resolve("loop.yaml"), """
                data: [texts.csv]
                encoder: none
                batch: 10
                budget: 35
                positive: spam
                labeller: {price: 0.25, recheck: 0.5}
                """);
        Files.writeString(folder.resolve("classes.txt"), "ham\nspam\n");
        List<String> items = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            items.add("{\"id\": \"q" + i + "\", \"text\": \"text " + i + "\", \"fingerprint\": \"" + i + "\"}");
        }
        Files.write(folder.resolve("items.jsonl"), items);
        Files.writeString(
                folder.resolve("answers.jsonl"),
                "{\"id\":\"q0\",\"labels\":[\"ham\"],\"annotator\":\"a\",\"round\":0,\"time\":\"\",\"timed\":false,"
                        + "\"source\":\"f\",\"status\":\"labelled\",\"expert\":false}\n");
        Files.writeString(folder.resolve("test.csv"), "id\nq0\nq1\nq2\n");
        Path round = Files.createDirectories(folder.resolve("rounds").resolve("000"));
        Files.writeString(
                round.resolve("selected.csv"),
                "rank,id,strategy,score,guess,p,blind,annotators\n1,q0,test,,,,true,1\n2,q1,test,,,,true,1\n3,q2,test,,,,true,1\n");
    }

    private CommandRun run(String... options) {
        List<String> all = new ArrayList<>(List.of("loop", "run", folder.toString()));
        all.addAll(Arrays.asList(options));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @Test
    void aDryRunCountsAnswersWithinTheBudget() throws IOException {
        CommandRun run = run("--labeller", "exit 9", "--rounds", "4", "--second", "exit 9", "--dry-run", "--json");
        assertThat(run.code()).isZero();
        JsonNode json = Json.parse(run.out(), JsonNode.class);
        assertThat(json.get("test").asInt()).isEqualTo(2);
        assertThat(json.get("further").asInt()).as("35 less 3 test items").isEqualTo(32);
        // At most 5 of each of 3 rounds with 10 items, 1 of the 2 of the last round, and 1 of the 2 test items.
        assertThat(json.get("second").asInt()).isEqualTo(17);
        assertThat(json.get("cost").asDouble()).isEqualTo(.25 * 51);
        assertThat(json.get("spent").asDouble()).isEqualTo(.25);
        assertThat(Files.readAllLines(folder.resolve("answers.jsonl"))).hasSize(1);
    }

    @Test
    void aDryRunIsALineForPeople() {
        CommandRun run = run("--labeller", "exit 9", "--rounds", "1", "--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("answers at most: 12 (test items 2, open rounds 0, further rounds 10)")
                .contains("cost at most: 3.00, in addition to 0.25 so far");
    }

    private void refused(CommandRun run, String message) {
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void optionsThatDoNotSuitAreRefused() throws IOException {
        String output = folder.resolve("x").toString();
        refused(run("--simulate", "own", "--output", output, "--dry-run"), "--dry-run");
        refused(run("--simulate", "own", "--output", output, "--validation", "5"), "Add lts to --compare");
        refused(run("--labeller", "exit 9", "--max-cost", "NaN"), "--max-cost must not be negative, found NaN");
        Files.writeString(folder.resolve("loop.yaml"), "data: [texts.csv]\nencoder: none\n");
        refused(run("--labeller", "exit 9", "--second", "exit 9"), "Set `positive` in loop.yaml");
        refused(run("--labeller", "exit 9", "--max-cost", "5"), "labeller: {price: ..}");
        refused(run("--simulate", "own", "--output", output, "--compare", "lts"), "looks for a rare class");
    }
}
