package io.winnow.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.config.ConfigException;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rounds of a project. */
class LoopTest extends OnProject {
    /** Number of items that a simulation may choose. */
    private static final int POOL = 150;

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
        assertThat(second.items()).allMatch(each -> !each.guesses().isEmpty());
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
                .hasMessageContaining("All 2 labels are the same (cat)");
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

    /** A simulation of the first items, which is tested on the others. */
    private Simulation simulation(int[][] labels, int classes, int positive, Simulation.Plan plan) {
        return new Simulation(
                vectors.unit(),
                LoopTask.ONE_CLASS,
                labels,
                IntStream.range(0, POOL).toArray(),
                IntStream.range(POOL, SIZE).toArray(),
                classes,
                OptionalInt.of(positive),
                plan);
    }

    @Test
    void aSimulationComparesStrategies() throws IOException {
        project(0);
        int[][] labels =
                IntStream.range(0, SIZE).mapToObj(i -> new int[] {i % 4}).toArray(int[][]::new);
        Simulation simulation = simulation(labels, 4, 2, new Simulation.Plan(3, 8, Strategies.random(), 2, 0));
        List<Simulation.Point> points = new ArrayList<>();
        for (String name : List.of("random", "mix")) {
            for (long seed : new long[] {1, 2}) {
                points.addAll(simulation.run(Strategies.find(name).orElseThrow(), seed, manager));
            }
        }
        assertThat(points).hasSize(12).extracting(Simulation.Point::answers).startsWith(8, 16, 24);
        assertThat(points.get(2).figure()).isGreaterThan(0.9);
        assertThat(points).allMatch(point -> point.found() >= 2);
        Comparison comparison = new Comparison("test", LoopTask.ONE_CLASS, points, Comparison.Figure.OVERALL);
        comparison.write(folder);
        assertThat(Files.readAllLines(folder.resolve("curves.csv"))).hasSize(13);
        assertThat(Files.readString(folder.resolve("curves.html")))
                .contains("\"strategy\":\"mix\"")
                .doesNotContain("http://");
        assertThat(simulation.run(Strategies.random(), 1, manager)).isEqualTo(points.subList(0, 3));
    }

    @Test
    void aClassifierThatIsNoBetterOnValidationItemsDoesNotCount() throws IOException {
        project(0);
        // Labels without a meaning, so that classifiers go up and down.
        int[][] labels = IntStream.range(0, SIZE)
                .mapToObj(i -> new int[] {Permutation.of(SIZE, 4)[i] % 3 == 0 ? 1 : 0})
                .toArray(int[][]::new);
        Strategy lts = Strategies.find("lts").orElseThrow();
        for (int validation : new int[] {0, 20}) {
            Simulation simulation =
                    simulation(labels, 2, 1, new Simulation.Plan(20, 8, Strategies.random(), 2, validation));
            List<Simulation.Point> points = simulation.run(lts, 1, manager);
            assertThat(points.get(points.size() - 1).answers())
                    .as("no validation item is asked for")
                    .isEqualTo(POOL - validation);
            long different = points.stream()
                    .map(Simulation.Point::averagePrecision)
                    .distinct()
                    .count();
            if (validation == 0) {
                assertThat(different).isEqualTo(points.size());
            } else {
                assertThat(different).isBetween(2L, points.size() / 2L);
            }
            assertThat(simulation.run(lts, 1, manager)).isEqualTo(points);
        }
        Arrays.fill(labels, 0, POOL, new int[] {0});
        Simulation none = simulation(labels, 2, 1, new Simulation.Plan(2, 8, Strategies.random(), 0, 20));
        assertThatThrownBy(() -> none.run(lts, 1, manager))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("None of the 20 validation items of seed 1");
    }
}
