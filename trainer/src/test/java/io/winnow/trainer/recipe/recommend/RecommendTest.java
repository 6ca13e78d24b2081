package io.winnow.trainer.recipe.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.Training;
import io.winnow.TrainingListener;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.cli.CommandRun;
import io.winnow.trainer.recipe.FinishedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complete runs over generated choices: users and items are of two kinds, and users mostly choose items of their kind. */
class RecommendTest {
    private static final int USERS = 60;
    private static final int ITEMS = 40;

    @TempDir
    static Path folder;

    private static Path config;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        StringBuilder lines = new StringBuilder("who,what,title\n");
        CounterRandom random = CounterRandom.of(4);
        for (int user = 0; user < USERS; user++) {
            for (int choice = 0; choice < 12; choice++) {
                int kind = random.nextBoolean(0.9) ? user % 2 : 1 - user % 2;
                int item = 2 * random.nextInt(ITEMS / 2) + kind;
                lines.append("u%d,i%d,%s%n".formatted(user, item, title(item)));
            }
        }
        Path file = Files.writeString(folder.resolve("choices.csv"), lines);
        config = Files.writeString(folder.resolve("tiny.yaml"), """
                device: cpu
                logging: {tensorboard: false}
                recipe:
                  kind: recommend
                  data: {file: %s, user: who, item: what, item_name: title}
                  loss: {kind: nbpo, learning_rate: 0.05, decay: 0.05, noise_decay: 0.5}
                  compare: [{kind: bpr, learning_rate: 0.05, decay: 0.05}]
                  factors: 4
                  noise_factors: 4
                  batch_size: 100
                  epochs: 30
                """.formatted(file));
        CommandRun done = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--json");
        assertThat(done.code()).as(done.err()).isZero();
        run = folder.resolve("tiny");
    }

    /** Titles with markup; those of items 0 and 2 are the same. */
    private static String title(int item) {
        return "</script><b>" + (item == 2 ? 0 : item);
    }

    private static JsonNode result(Path of) throws IOException {
        return new ObjectMapper().readTree(of.resolve("result.json").toFile());
    }

    @Test
    void findsMoreThanPopularity() throws IOException {
        JsonNode result = result(run);
        double popular =
                result.get("baselines").get("popular").get("recall_at_10").asDouble();
        assertThat(result.get("metrics").get("recall_at_10").asDouble()).isGreaterThan(popular + 0.1);
        assertThat(result.get("baselines").get("1-bpr").get("recall_at_10").asDouble())
                .isGreaterThan(popular + 0.1);
        assertThat(result.get("baselines").get("item_knn").get("recall_at_10").asDouble())
                .isGreaterThan(popular + 0.1);
    }

    @Test
    void evaluateGivesTheSameMetrics() throws IOException {
        CommandRun again = CommandRun.of("evaluate", run.toString(), "--json");
        assertThat(again.code()).as(again.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(again.out());
        JsonNode before = result(run).get("metrics");
        figures.properties()
                .forEach(figure -> assertThat(before.get(figure.getKey())).isEqualTo(figure.getValue()));
        assertThat(figures.size()).isGreaterThan(10);
    }

    /** All parts of the choices are in one file, which the runs have in common. */
    @Test
    void runsWithOtherTestItemsDoNotCompare() {
        for (int seed = 0; seed < 2; seed++) {
            CommandRun trained = shortRun("split-" + seed, "recipe.data.split={kind: random, seed: " + seed + "}");
            assertThat(trained.code()).as(trained.err()).isZero();
        }
        String same = folder.resolve("split-0").toString();
        CommandRun other =
                CommandRun.of("runs", "compare", same, folder.resolve("split-1").toString());
        assertThat(other.err()).contains("were evaluated on different test examples");
        assertThat(CommandRun.of("runs", "compare", same, run.toString()).err()).doesNotContain("different");
    }

    @Test
    void aRunWithoutTestItemsCannotBeEvaluated() {
        CommandRun trained = shortRun("untested", "recipe.data.split={kind: random, test: 0}");
        assertThat(trained.code()).as(trained.err()).isZero();
        CommandRun done = CommandRun.of("evaluate", folder.resolve("untested").toString());
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("untested has no test items to be evaluated on: recipe.data.split gives none");
    }

    private static CommandRun shortRun(String name, String change) {
        return CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                name,
                "--set",
                "recipe.epochs=1",
                "--set",
                "recipe.compare=[]",
                "--set",
                change);
    }

    @Test
    void aRunHasTheFilesThatTheMethodDeclares() {
        FinishedRun finished = FinishedRun.open(run);
        assertThat(Recommend.METHOD.artifacts())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(finished.stage(each.stage()).resolve(each.file()))
                        .isNotEmptyFile());
    }

    /** About a third of the items that a user has not chosen are of her kind. */
    @Test
    void predictGivesTheBestNewItems() throws IOException {
        StringBuilder ids = new StringBuilder();
        for (int user = 0; user < USERS; user++) {
            ids.append('u').append(user).append('\n');
        }
        Path users = Files.writeString(folder.resolve("users.txt"), ids);
        CommandRun done = CommandRun.of("predict", run.toString(), users.toString(), "--top", "8");
        assertThat(done.code()).as(done.err()).isZero();
        List<String> lines = done.out().lines().toList();
        assertThat(lines).hasSize(USERS);
        String chosen = Files.readString(folder.resolve("choices.csv"));
        int own = 0;
        for (int user = 0; user < USERS; user++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(user));
            assertThat(line.get("key").asText()).isEqualTo("u" + user);
            assertThat(line.get("basis").asText()).isEqualTo("factors");
            assertThat(line.get("items").size()).isEqualTo(8);
            for (JsonNode each : line.get("items")) {
                String item = each.get("item").asText();
                assertThat(chosen).doesNotContain("\nu" + user + "," + item + ",");
                assertThat(each.get("name").asText()).isEqualTo(title(Integer.parseInt(item.substring(1))));
                own += Integer.parseInt(item.substring(1)) % 2 == user % 2 ? 1 : 0;
            }
        }
        assertThat(own).isGreaterThan(USERS * 8 * 6 / 10);
        JsonNode seen = new ObjectMapper()
                .readTree(CommandRun.of("predict", run.toString(), users.toString(), "--top", "40", "--seen")
                        .out()
                        .lines()
                        .findFirst()
                        .orElseThrow());
        assertThat(seen.get("items").size()).isEqualTo(ITEMS);
    }

    @Test
    void anUnknownUserGetsPopularItemsAndIsNamed() throws IOException {
        Path users = Files.writeString(folder.resolve("unknown.csv"), "who\nu777\n");
        CommandRun done = CommandRun.of("predict", run.toString(), users.toString(), "--top", "1");
        assertThat(done.code()).isZero();
        assertThat(done.err()).contains("no user 'u777'", "did you mean 'u7'?", "1 user does not occur");
        KnownUsers known = KnownUsers.read(FinishedRun.open(run).stage(Recommend.TRAIN));
        JsonNode line = new ObjectMapper().readTree(done.out());
        assertThat(line.get("basis").asText()).isEqualTo("popularity");
        int most = Arrays.stream(known.popularity()).max().orElseThrow();
        assertThat(line.get("items").get(0).get("score").asInt()).isEqualTo(most);
        CommandRun embedded = CommandRun.of(
                "embed",
                run.toString(),
                users.toString(),
                "--output",
                folder.resolve("u.npy").toString());
        assertThat(embedded.code()).isNotZero();
        assertThat(embedded.err()).contains("no user 'u777'");
    }

    @Test
    void aUserWhoIsNamedInsteadOfAFileIsExplained() {
        CommandRun done = CommandRun.of("predict", run.toString(), "u7");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err())
                .contains("There is no file u7, but a user of this name.", "`echo u7 |` before the command");
        assertThat(CommandRun.of("predict", run.toString(), "u777").err()).contains("There is no file or folder u777");
    }

    @Test
    void anEmptyFileOfUsersIsAnError() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.txt"), "\n \n");
        CommandRun done = CommandRun.of("predict", run.toString(), empty.toString());
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("empty.txt has no records: it is empty, or all of its lines are blank.");
    }

    /** The page needs no data, and its script element ends where it should. */
    @Test
    void aPageShowsExampleRecommendations() throws IOException {
        Path page = folder.resolve("page.html");
        CommandRun done = CommandRun.of("report", run.toString(), "--no-data", "--output", page.toString());
        assertThat(done.code()).as(done.err()).isZero();
        String html = Files.readString(page);
        String begin = "<script id=\"data\" type=\"application/json\">";
        int from = html.indexOf(begin) + begin.length();
        JsonNode parts = new ObjectMapper()
                .readTree(html.substring(from, html.indexOf("</script>", from)))
                .get("parts");
        JsonNode part = StreamSupport.stream(parts.spliterator(), false)
                .filter(each -> each.get("title").asText().equals("Example recommendations"))
                .findFirst()
                .orElseThrow();
        JsonNode best = part.get("blocks").get(1);
        assertThat(best.get("kind").asText()).isEqualTo("beside");
        assertThat(best.get("title").asText()).startsWith("Best recommendations");
        JsonNode recommended = best.get("blocks").get(2);
        assertThat(recommended.get("rows")).hasSize(10);
        Set<String> names = IntStream.range(0, ITEMS)
                .mapToObj(item -> title(item) + (item == 0 || item == 2 ? " (i" + item + ")" : ""))
                .collect(Collectors.toSet());
        recommended
                .get("rows")
                .forEach(row -> assertThat(names).contains(row.get(1).asText()));
        assertThat(html).contains("popular_tenth_at_10");
    }

    /** A run that is stopped and continued ends with the same factors as one that was not. */
    @Test
    void aResumedRunEqualsAnUninterruptedOne() throws IOException {
        Path other = folder.resolve("resumed");
        Path stage = other.resolve("stages/3-train");
        AtomicReference<Training> training = new AtomicReference<>(Training.read(config));
        training.get().run(other, new TrainingListener() {
            @Override
            public void measured(String name, long step, double epoch, Map<String, Double> values) {
                if (name.equals("3-train")) {
                    training.get().stop();
                }
            }
        });
        assertThat(stage.resolve("state.safetensors")).exists();
        assertThat(stage.resolve(Factors.FILE)).doesNotExist();
        CommandRun resumed = CommandRun.of(
                "train", config.toString(), "--run-dir", folder.toString(), "--name", "resumed", "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        CommandRun whole = CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", "whole");
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(stage.resolve(Factors.FILE))
                .hasSameBinaryContentAs(folder.resolve("whole/stages/3-train").resolve(Factors.FILE));
        assertThat(result(other).get("metrics").get("ndcg_at_10").asDouble())
                .isCloseTo(
                        result(folder.resolve("whole"))
                                .get("metrics")
                                .get("ndcg_at_10")
                                .asDouble(),
                        within(0.0));
    }

    @Test
    void aMissingColumnIsNamed() {
        CommandRun done = CommandRun.of(
                "train",
                config.toString(),
                "--run-dir",
                folder.toString(),
                "--name",
                "x",
                "--set",
                "recipe.data.item=wat");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("no column 'wat' (recipe.data.item); it has who, what");
    }
}
