package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.chat.ScriptedJudge;
import io.winnow.trainer.chat.ScriptedServer;
import io.winnow.trainer.chat.ScriptedServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code winnow annotations compare} on ten texts that up to eight annotators label differently. */
class CompareCommandTest extends OnCommandLine {
    private static final List<String> NAMES = List.of("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh");

    private static Path data;
    private static Path said;

    @BeforeAll
    static void write() throws IOException {
        StringBuilder texts = new StringBuilder("text\n");
        StringBuilder labels = new StringBuilder("key,annotator,label\n");
        for (int i = 1; i <= 10; i++) {
            texts.append("text %d%n".formatted(i));
            // Item i has the candidates of the first i % 8 + 1 annotators.
            for (int a = 0; a < 8; a++) {
                labels.append("%d,w%d,%s%n".formatted(i, a, NAMES.get(Math.min(a, i % 8))));
            }
        }
        data = Files.writeString(folder.resolve("compared.csv"), texts);
        said = Files.writeString(folder.resolve("said.csv"), labels);
    }

    private static int compare(ScriptedServer server, String output, String... more) throws IOException {
        Path task = Files.writeString(folder.resolve("compare.yaml"), """
                instruction: Which is it?
                labels: [{label: aa}, {label: bb}, {label: cc}, {label: dd}, {label: ee}, {label: ff}, {label: gg}, {label: hh}]
                annotators: [{kind: language_model, endpoint: {base: "%s", model: small}}]
                """.formatted(server.base()));
        String[] base = {
            "annotations",
            "compare",
            said.toString(),
            "--data",
            data.toString(),
            "--task",
            task.toString(),
            "--output",
            folder.resolve(output).toString(),
            "--json"
        };
        String[] all = Arrays.copyOf(base, base.length + more.length);
        System.arraycopy(more, 0, all, base.length, more.length);
        return winnow(all);
    }

    /** The right label of a text is the last candidate. */
    private static String truth(String text) {
        return NAMES.get(Integer.parseInt(text.split(" ", -1)[1]) % 8);
    }

    @Test
    void theRightLabelWinsAmongAnyNumberOfCandidates() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            String question = request.path("messages").get(1).path("content").asText();
            Map<String, String> options = ScriptedJudge.options(question);
            assertThat(options).hasSize(2);
            String right = truth(ScriptedJudge.text(question));
            // Between two wrong labels, the earlier one.
            return Answer.text(options.getOrDefault(
                    right,
                    options.get(options.keySet().stream().sorted().findFirst().orElseThrow())));
        })) {
            assertThat(compare(server, "right")).as(err).isZero();
            List<String> lines = Files.readAllLines(folder.resolve("right").resolve("choices.csv"));
            assertThat(lines.get(0)).isEqualTo("key,label,margin,unsure,candidates");
            for (int i = 1; i <= 10; i++) {
                String[] cells = lines.get(i).split(",", -1);
                assertThat(cells[1]).isEqualTo(NAMES.get(i % 8));
                assertThat(cells[3]).isEqualTo("false");
                assertThat(cells[4]).isEqualTo(Integer.toString(i % 8 + 1));
                if (i % 8 == 1) {
                    assertThat(Double.parseDouble(cells[2])).isBetween(0.88325, 0.88335);
                }
            }
            // Two candidates: 1 pair; three: 3; .. six: 15; seven: 3 pairs of the knock-out and 6 among the last four;
            // eight: 4 and 6, less none asked before. Twice each, with 2 and 3 candidates in two items each.
            assertThat(server.calls()).isLessThanOrEqualTo(2 * (2 * 1 + 2 * 3 + 6 + 10 + 15 + 9 + 10));
            int calls = server.calls();
            assertThat(compare(server, "right")).isZero();
            assertThat(server.calls()).isEqualTo(calls);
        }
    }

    @Test
    void aJudgeThatPrefersTheFirstOptionIsUnsure() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("A"))) {
            assertThat(compare(server, "first")).as(err).isZero();
            JsonNode json = new ObjectMapper().readTree(out);
            // The one item with a single candidate needs no comparison.
            assertThat(json.get("differing").asInt()).isEqualTo(9);
            assertThat(json.get("unsure").asInt()).isEqualTo(9);
            assertThat(json.get("unusable").asInt()).isZero();
        }
    }

    @Test
    void givenLabelsAreCandidatesToo() throws IOException {
        Path given = Files.writeString(folder.resolve("given.csv"), "key,label\n8,hh\n1,xx\n");
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("neither"))) {
            assertThat(compare(server, "given", "--labels", given.toString())).isEqualTo(2);
            assertThat(err).contains("'xx'");
            Files.writeString(given, "key,label\n8,hh\n");
            assertThat(compare(server, "given", "--labels", given.toString())).isZero();
            JsonNode json = new ObjectMapper().readTree(out);
            assertThat(json.get("differing").asInt()).isEqualTo(10);
            assertThat(json.get("unusable").asInt()).isEqualTo(server.calls());
        }
    }

    @Test
    void eachServerGetsAsManyQuestionsAtOnceAsItTakes() throws IOException {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedServer fast = new ScriptedServer((request, call) -> Answer.text("A"));
                ScriptedServer slow = new ScriptedServer((request, call) -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(2_000_000);
                    underWay.decrementAndGet();
                    return Answer.text("A");
                })) {
            Path task = Files.writeString(folder.resolve("two.yaml"), """
                    instruction: Which is it?
                    labels: [{label: aa}, {label: bb}, {label: cc}, {label: dd}, {label: ee}, {label: ff}, {label: gg}, {label: hh}]
                    annotators:
                      - {kind: language_model, endpoint: {base: "%s", model: fast, concurrency: 8}}
                      - {kind: language_model, endpoint: {base: "%s", model: slow, concurrency: 1}}
                    """.formatted(fast.base(), slow.base()));
            assertThat(winnow(
                            "annotations",
                            "compare",
                            said.toString(),
                            "--data",
                            data.toString(),
                            "--task",
                            task.toString(),
                            "--output",
                            folder.resolve("two").toString()))
                    .as(err)
                    .isZero();
            assertThat(slow.calls()).isPositive();
            assertThat(most.get()).isEqualTo(1);
        }
    }
}
