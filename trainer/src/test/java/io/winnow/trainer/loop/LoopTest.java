package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.inspect.Kappa;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project of images in four round groups, of which each is a class. */
class LoopTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "bird", "fish");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final int SIZE = 200;

    @TempDir
    private Path folder;

    private final NDManager manager = NDManager.newBaseManager();
    private Vectors vectors;
    private Path at;

    @BeforeEach
    void create() throws IOException {
        at = folder.resolve("project");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static String truth(String id) {
        return CLASSES.get(Integer.parseInt(id.replaceAll("\\D", "")) % CLASSES.size());
    }

    private Project project(int test, String... settings) throws IOException {
        CounterRandom random = CounterRandom.of(5);
        List<LoopItem> items = new ArrayList<>();
        float[] values = new float[SIZE * 4];
        for (int i = 0; i < SIZE; i++) {
            // The last item is a copy of the first.
            String print = Integer.toString(i == SIZE - 1 ? 0 : i);
            items.add(new LoopItem(
                    "p" + i + ".png",
                    Optional.of("photos/p" + i + ".png"),
                    Optional.empty(),
                    print,
                    i == SIZE - 1 ? Optional.of("p0.png") : Optional.empty()));
            for (int d = 0; d < 4; d++) {
                values[i * 4 + d] = (float) (random.nextDouble(-1, 1) + (i % 4 == d ? 3 : 0));
            }
        }
        vectors = new Vectors(values, SIZE, 4);
        List<String> all = new ArrayList<>(List.of("data=[photos]", "encoder=e"));
        all.addAll(List.of(settings));
        LoopConfig config = new ConfigReader().parse(LoopConfig.class, "test", "{}", all);
        return ProjectStart.create(
                at,
                config,
                CLASSES,
                new ItemScan(new ItemTable(items), vectors, "digest", List.of(), 0),
                test,
                ids -> Map.of());
    }

    private LoopRound select(Project project, String strategy, int count) throws IOException {
        int number = project.nextRound();
        NextRound.Chosen chosen = new NextRound(project)
                .choose(vectors.unit(), Strategies.find(strategy).orElseThrow(), count, number, manager);
        return new RoundFiles(project, project.items(), ids -> Map.of()).write(number, chosen.items());
    }

    private AnswerImport.Outcome read(Project project, Path file) throws IOException {
        return new AnswerImport(project, CLOCK)
                .add(
                        LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(false)),
                        file,
                        Optional.of("me"),
                        false);
    }

    /** Answers all items of a round as a person would in a spreadsheet. */
    private Path csv(LoopRound round) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,label"));
        round.items().forEach(each -> lines.add(each.id() + "," + truth(each.id())));
        return Files.write(folder.resolve("filled.csv"), lines);
    }

    @Test
    void aProjectGoesRoundByRound() throws IOException {
        Project project = project(40);
        LoopRound test = project.rounds().get(0);
        assertThat(test.items()).hasSize(40).allMatch(each -> each.strategy().equals("test"));
        assertThatThrownBy(() -> new RoundTraining(project).run(vectors.unit(), manager))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("winnow loop select");
        read(project, csv(test));
        LoopRound first = select(project, "margin", 12);
        assertThat(first.items())
                .as("without a model, typical items and the random share")
                .extracting(LoopRound.Selected::strategy)
                .containsOnly("typiclust", "random");
        assertThat(first.items())
                .filteredOn(each -> each.strategy().equals("random"))
                .hasSize(2);
        AnswerImport.Outcome outcome = read(project, csv(first));
        assertThat(outcome.added()).isEqualTo(12);
        RoundReport report = new RoundTraining(project).run(vectors.unit(), manager);
        assertThat(report.trained()).isEqualTo(12);
        assertThat(report.accuracy().orElseThrow().share()).isGreaterThan(0.9);
        assertThat(report.unasked()).as("neither test items nor the copy").isEqualTo(SIZE - 1 - 40 - 12);
        LoopRound second = select(project, "margin", 12);
        assertThat(second.items()).allMatch(each -> each.guess().isPresent());
        assertThat(second.items()).filteredOn(LoopRound.Selected::blind).hasSize(1);
        assertThat(IntStream.range(0, 3)
                        .boxed()
                        .flatMap(i -> {
                            try {
                                return project.rounds().get(i).items().stream();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        })
                        .map(LoopRound.Selected::id))
                .doesNotHaveDuplicates()
                .doesNotContain("p199.png");
        read(project, csv(second));
        RoundReport next = new RoundTraining(project).run(vectors.unit(), manager);
        assertThat(next.kappa()).isPresent();
        assertThat(Json.line(new RoundTraining(project).run(vectors.unit(), manager)))
                .as("training again gives the same")
                .isEqualTo(Json.line(next));
        assertThat(Files.readAllLines(second.folder().resolve("labels.csv"))).hasSize(25);
        assertThat(LoopStatus.of(Project.open(at)).lines())
                .anyMatch(line -> line.startsWith("round 2: trained on 24 labels, test accuracy"));
    }

    @Test
    void everyFormatBringsTheSameAnswers() throws IOException {
        Project project = project(0);
        LoopRound round = select(project, "random", 20);
        List<String> answers = new ArrayList<>();
        for (String format : List.of("csv", "labelstudio", "cvat")) {
            Files.writeString(at.resolve(Project.ANSWERS), "");
            Path file =
                    switch (format) {
                        case "csv" -> csv(round);
                        case "labelstudio" -> labelStudio(round);
                        default -> cvat(round);
                    };
            assertThat(read(project, file).added()).as(format).isEqualTo(20);
            answers.add(project.answers().current().values().stream()
                    .flatMap(each -> each.values().stream())
                    .map(each -> each.id() + " " + each.label())
                    .sorted()
                    .toList()
                    .toString());
            String before = Files.readString(at.resolve(Project.ANSWERS));
            AnswerImport.Outcome again = read(project, file);
            assertThat(again.added()).isZero();
            assertThat(again.same()).isEqualTo(20);
            assertThat(at.resolve(Project.ANSWERS)).hasContent(before);
        }
        assertThat(answers.get(1))
                .isEqualTo(answers.get(0))
                .isEqualTo(answers.get(2))
                .contains("p");
    }

    /** Turns the tasks that were written into an export, as Label Studio does. */
    private Path labelStudio(LoopRound round) throws IOException {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (JsonNode task : Json.read(round.folder().resolve("labelstudio.json"), JsonNode.class)) {
            String label = truth(task.at("/data/winnow_id").asText());
            tasks.add(Map.of(
                    "data",
                    task.get("data"),
                    "annotations",
                    List.of(Map.of(
                            "completed_by",
                            1,
                            "result",
                            List.of(Map.of("type", "choices", "value", Map.of("choices", List.of(label))))))));
        }
        return Files.writeString(folder.resolve("export.json"), Json.line(tasks));
    }

    /** Adds a tag to each image of the file that was written, as CVAT does. */
    private Path cvat(LoopRound round) throws IOException {
        String xml = Files.readString(round.folder().resolve("cvat.xml"));
        for (LoopRound.Selected each : round.items()) {
            String name = "name=\"photos/" + each.id() + "\"";
            assertThat(xml).contains(name + "></image>");
            xml = xml.replace(
                    name + "></image>",
                    name + "><tag label=\"" + truth(each.id()) + "\" source=\"manual\"></tag></image>");
        }
        return Files.writeString(folder.resolve("annotations.xml"), xml);
    }

    @Test
    void answersAreCheckedAndNeverOverwritten() throws IOException {
        Project project = project(1);
        String test = project.testItems().iterator().next();
        String own = test.equals("p3.png") ? "p7.png" : "p3.png";
        Path file = Files.writeString(
                folder.resolve("a.csv"),
                "id,label,annotator\n" + own + ",cat,a\n" + own
                        + ",dog,b\nphotos/p199.png,fish,a\np1000.png,cat,a\np8.png,catt,a\n" + test + ",bird,a\n");
        AnswerImport.Outcome outcome = read(project, file);
        assertThat(outcome.added()).isEqualTo(4);
        assertThat(outcome.refused()).hasSize(2);
        assertThat(outcome.refused().get(0))
                .contains("line 5")
                .contains("p1000.png")
                .contains("did you mean");
        assertThat(outcome.refused().get(1)).contains("did you mean 'cat'?");
        assertThat(project.answers().current())
                .as("the answer for a copy is one for its original")
                .containsKey("p0.png");
        LabelState state = LabelState.of(project.answers(), project.items(), CLASSES);
        assertThat(state.disputed()).containsExactly(own);
        assertThat(Training.of(state, project.items(), project.testItems()).size())
                .as("neither the disputed nor the test item")
                .isEqualTo(1);
        AnswerImport.Outcome changed =
                read(project, Files.writeString(folder.resolve("b.csv"), "id,label,annotator\n" + own + ",dog,a\n"));
        assertThat(changed.changed()).containsExactly(own + ": a said cat before, and now dog.");
        assertThat(Files.readAllLines(at.resolve(Project.ANSWERS))).hasSize(5);
        assertThat(LabelState.of(project.answers(), project.items(), CLASSES).disputed())
                .isEmpty();
    }

    @Test
    void aPathMeansAnItemOnlyIfTheFoldersAgree() {
        ItemTable table = new ItemTable(List.of(
                new LoopItem(
                        "dogs/1.png", Optional.of("/data/pets/dogs/1.png"), Optional.empty(), "a", Optional.empty()),
                new LoopItem("2.png", Optional.of("dogs/2.png"), Optional.empty(), "b", Optional.empty()),
                new LoopItem("shard/3", Optional.empty(), Optional.empty(), "c", Optional.empty())));
        assertThat(table.find("cats/1.png")).isEmpty();
        assertThat(table.find("cats/2.png")).isEmpty();
        assertThat(table.find("1.png")).hasValue(0);
        assertThat(table.find("s3://bucket/dogs/1.png")).hasValue(0);
        assertThat(table.find("pets\\dogs\\1.png")).hasValue(0);
        assertThat(table.find("p/rounds/001/images/" + table.pictureName(2))).hasValue(2);
        assertThat(table.find("other/" + table.pictureName(2))).isEmpty();
    }

    @Test
    void theNewestAnswerOfAnAnnotatorCounts() throws IOException {
        Project project = project(0);
        Path twice = Files.writeString(folder.resolve("twice.csv"), "id,label\np1.png,cat\nphotos/p1.png,dog\n");
        assertThat(read(project, twice).older()).isEqualTo(1);
        assertThat(read(project, twice).same()).isEqualTo(1);
        assertThat(Files.readAllLines(at.resolve(Project.ANSWERS))).hasSize(1);
        String head = "id,label,updated_at\n";
        Path january = Files.writeString(folder.resolve("a.csv"), head + "p2.png,cat,2024-01-01T00:00:00Z\n");
        Path february = Files.writeString(
                folder.resolve("b.csv"),
                head + "p2.png,dog,2024-02-01T00:00:00.5Z\np2.png,bird,2024-01-31 23:00:00.0+00:00\n");
        read(project, january);
        assertThat(read(project, february).changed()).hasSize(1);
        assertThat(read(project, january).older()).isEqualTo(1);
        assertThat(project.answers().of("p2.png", "me").orElseThrow().label()).hasValue("dog");
    }

    @Test
    void aFormatWithoutMarksTakesNoneAway() throws IOException {
        Project project = project(0);
        Path full = Files.writeString(folder.resolve("full.json"), """
                [{"data": {"winnow_id": "p1.png"}, "annotations": [{"completed_by": {"id": 1, "email": "a@b.org"},
                  "ground_truth": true, "result": [{"value": {"choices": ["cat"]}}]}]}]""");
        Path small = Files.writeString(
                folder.resolve("min.json"), "[{\"winnow_id\": \"p1.png\", \"label\": \"cat\", \"annotator\": 1}]");
        read(project, full);
        assertThat(read(project, small).same()).isEqualTo(1);
        assertThat(project.answers().of("p1.png", "1").orElseThrow().expert()).isTrue();
    }

    @Test
    void answersForItemsOfTwoAnnotatorsNeedTheirNames() throws IOException {
        Project project = project(0, "overlap=0.5");
        LoopRound round = select(project, "random", 4);
        Path file = csv(round);
        assertThatThrownBy(() -> new AnswerImport(project, CLOCK)
                        .add(
                                LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(false)),
                                file,
                                Optional.empty(),
                                false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--annotator");
        assertThat(project.answers().current()).isEmpty();
        assertThat(read(project, file).added()).isEqualTo(4);
    }

    @Test
    void vectorsOfAnotherEncoderAreNotUsed() throws IOException {
        Project project = project(0);
        assertThat(project.vectors(project.items(), "digest")).isPresent();
        assertThat(project.vectors(project.items(), "other")).isEmpty();
        Files.delete(at.resolve("cache").resolve("encoder.txt"));
        assertThat(project.vectors(project.items(), "digest")).isEmpty();
    }

    @Test
    void oneClassTrainsNothing() throws IOException {
        Project project = project(0);
        read(project, Files.writeString(folder.resolve("a.csv"), "id,label\np0.png,cat\np4.png,cat\n"));
        assertThat(project.nextRound()).isEqualTo(1);
        assertThatThrownBy(() -> new RoundTraining(project).run(vectors.unit(), manager))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("All 2 labels are of the class cat");
    }

    @Test
    void budgetAndPoolLimitARound() throws IOException {
        Project project = project(0, "budget=15");
        assertThat(select(project, "k-center", 20).items()).hasSize(15);
        Files.writeString(
                at.resolve("loop.yaml"),
                Files.readString(at.resolve("loop.yaml")).replace("budget: 15", "budget: 1000"));
        Project more = Project.open(at);
        assertThat(more.nextRound()).isEqualTo(2);
        assertThat(select(more, "k-means", 1000).items()).hasSize(SIZE - 1 - 15);
        assertThatThrownBy(() -> select(more, "random", 1)).hasMessageContaining("nothing left to ask");
    }

    @Test
    void aRoundThatWasNotFinishedIsWrittenAnew() throws IOException {
        Project project = project(10);
        Path left = Files.createDirectories(at.resolve("rounds").resolve(".001.tmp"));
        Files.writeString(left.resolve("selected.csv"), "rank,id\n");
        assertThat(project.rounds()).hasSize(1);
        LoopRound round = select(project, "random", 5);
        assertThat(round.folder().resolve("answers.csv")).exists();
        assertThat(left).doesNotExist();
        at = folder.resolve("twin");
        assertThat(select(project(10), "random", 5).items())
                .as("the same seed and answers give the same questions")
                .isEqualTo(round.items());
    }

    @Test
    void classesThatAnswersUseCannotBeRemoved() throws IOException {
        Project project = project(0);
        read(project, Files.writeString(folder.resolve("a.csv"), "id,label\np0.png,cat\n"));
        Files.writeString(at.resolve("classes.txt"), "dog\nbird\ncats\n");
        assertThatThrownBy(() -> LoopStatus.of(project))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'cats'");
    }

    @Test
    void anOpenListOfClassesGrows() throws IOException {
        Project project = project(0, "open=true");
        Path file = Files.writeString(folder.resolve("a.csv"), "id,label\np0.png,cat\np1.png,hen\n");
        AnswerImport.Outcome outcome = new AnswerImport(project, CLOCK)
                .add(
                        LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(false)),
                        file,
                        Optional.of("me"),
                        true);
        assertThat(outcome.newClasses()).containsExactly("hen");
        assertThat(project.classes()).containsExactly("cat", "dog", "bird", "fish", "hen");
        assertThat(read(project, file).same()).isEqualTo(2);
        at = folder.resolve("closed");
        Project closed = project(0);
        assertThatThrownBy(() -> new AnswerImport(closed, CLOCK)
                        .add(
                                LabellingFormats.of(file, Optional.empty()).read(file, ReadingChoices.usual(false)),
                                file,
                                Optional.of("me"),
                                true))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("open: true");
    }

    @Test
    void theRareClassIsCheckedAndNotJudgedWithoutTestItems() throws IOException {
        Project project = project(0, "positive=dog");
        LoopRound round = select(project, "random", 20);
        read(project, csv(round));
        Files.writeString(at.resolve("test.csv"), "id\n" + round.items().get(0).id() + "\n");
        String own = truth(round.items().get(0).id());
        RoundReport report = new RoundTraining(project).run(vectors.unit(), manager);
        assertThat(report.rare().orElseThrow().positives()).isEqualTo(own.equals("dog") ? 1 : 0);
        assertThat(LoopStatus.line(report))
                .contains(
                        own.equals("dog") ? "of 1 positives (fewer than 30" : "unknown, because no labelled test item");
        Project misspelt = new Project(
                at,
                new ConfigReader()
                        .parse(LoopConfig.class, "test", "{}", List.of("data=[photos]", "encoder=e", "positive=dogs")));
        assertThatThrownBy(() -> new RoundTraining(misspelt)).hasMessageContaining("the nearest is 'dog'");
        assertThatThrownBy(() -> select(misspelt, "random", 3)).hasMessageContaining("the nearest is 'dog'");
    }

    @Test
    void mistakesInTheSettingsAreExplained() {
        assertThatThrownBy(() -> project(0, "strategy=margn"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Did you mean 'margin'?");
        assertThatThrownBy(() -> project(0, "strategy=highest")).hasMessageContaining("positive");
        assertThatThrownBy(() -> project(SIZE))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("199");
        assertThatThrownBy(() -> Project.open(folder)).hasMessageContaining("winnow loop init");
    }

    @Test
    void aSimulationComparesStrategies() throws IOException {
        project(0);
        int[] labels = IntStream.range(0, SIZE).map(i -> i % 4).toArray();
        Simulation simulation = new Simulation(
                vectors.unit(),
                labels,
                IntStream.range(0, 150).toArray(),
                IntStream.range(150, SIZE).toArray(),
                4,
                OptionalInt.of(2),
                new Simulation.Plan(3, 8, Strategies.random(), 2));
        List<Simulation.Point> points = new ArrayList<>();
        for (String name : List.of("random", "mix")) {
            for (long seed : new long[] {1, 2}) {
                points.addAll(simulation.run(Strategies.find(name).orElseThrow(), seed, manager));
            }
        }
        assertThat(points).hasSize(12).extracting(Simulation.Point::answers).startsWith(8, 16, 24);
        assertThat(points.get(2).accuracy()).isGreaterThan(0.9);
        assertThat(points).allMatch(point -> point.found() >= 2);
        Comparison comparison = new Comparison("test", points, Comparison.Figure.ACCURACY);
        comparison.write(folder);
        assertThat(Files.readAllLines(folder.resolve("curves.csv"))).hasSize(13);
        assertThat(Files.readString(folder.resolve("curves.html")))
                .contains("\"strategy\":\"mix\"")
                .doesNotContain("http://");
        assertThat(simulation.run(Strategies.random(), 1, manager)).isEqualTo(points.subList(0, 3));
    }

    @Test
    void gainsAreMeasuredSeedBySeed() {
        List<Simulation.Point> points = List.of(
                new Simulation.Point("random", 1, 10, .5, 0, 0, 0),
                new Simulation.Point("random", 2, 10, .7, 0, 0, 0),
                new Simulation.Point("margin", 1, 10, .6, 0, 0, 0),
                new Simulation.Point("margin", 2, 10, .82, 0, 0, 0));
        Comparison.Cell cell = new Comparison("t", points, Comparison.Figure.ACCURACY)
                .cells()
                .get("margin")
                .get(0);
        assertThat(cell.gain()).isCloseTo(.11, within(1e-12));
        // std .01414, over sqrt 2: .01; times 12.706
        assertThat(cell.half()).isCloseTo(.12706, within(1e-6));
        assertThat(cell.sign()).isZero();
    }

    @Test
    void aLearningCurveIsRecovered() {
        double[] answers = {20, 40, 80, 160, 320};
        double[] accuracies = IntStream.range(0, 5)
                .mapToDouble(i -> .9 - 2 * Math.pow(answers[i], -.5))
                .toArray();
        LearningCurve curve = LearningCurve.of(answers, accuracies).orElseThrow();
        assertThat(curve.a()).isCloseTo(.9, within(1e-9));
        assertThat(curve.c()).isCloseTo(.5, within(1e-9));
        assertThat(curve.answersFor(.85).orElseThrow()).isCloseTo(1600, within(1e-4));
        assertThat(curve.answersFor(.95)).isEmpty();
        assertThat(LearningCurve.of(answers, new double[] {.9, .8, .7, .6, .5})).isEmpty();
    }

    @Test
    void kappaIsAsByHand() {
        assertThat(Kappa.cohen(new double[][] {{40, 5}, {5, 50}}, Kappa.Weights.NONE))
                .isCloseTo(.798, within(5e-4));
    }

    @Test
    void scoresOfARareClassAreAsByHand() {
        // 30 found, 20 false, 10 missed, 940 others: F1 = 60 / 90, as in the reference numbers of learning to sample.
        float[] p = new float[2000];
        int[] truth = new int[1000];
        for (int i = 0; i < 1000; i++) {
            truth[i] = i < 40 ? 1 : 0;
            p[2 * i + 1] = i < 30 || (i >= 40 && i < 60) ? .9f : .1f;
            p[2 * i] = 1 - p[2 * i + 1];
        }
        TestScores scores = new TestScores(new Vectors(p, 1000, 2), truth);
        assertThat(scores.f1(1)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(scores.f1Interval(1).low()).isLessThan(2.0 / 3);
        assertThat(scores.accuracy().count()).isEqualTo(970);
    }
}
