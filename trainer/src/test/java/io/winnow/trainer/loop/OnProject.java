package io.winnow.trainer.loop;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a project of images in four round groups, of which each is a class. */
abstract class OnProject {
    static final List<String> CLASSES = List.of("cat", "dog", "bird", "fish");
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    static final int SIZE = 200;

    @TempDir
    Path folder;

    final NDManager manager = NDManager.newBaseManager();
    Vectors vectors;
    Path at;

    @BeforeEach
    void create() throws IOException {
        at = folder.resolve("project");
    }

    @AfterEach
    void close() {
        manager.close();
    }

    static String truth(String id) {
        return CLASSES.get(Integer.parseInt(id.replaceAll("\\D", "")) % CLASSES.size());
    }

    Project project(int test, String... settings) throws IOException {
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

    LoopRound select(Project project, String strategy, int count) throws IOException {
        int number = project.nextRound();
        NextRound.Chosen chosen = new NextRound(project)
                .choose(
                        vectors.unit(),
                        Optional.empty(),
                        Strategies.find(strategy).orElseThrow(),
                        count,
                        number,
                        manager);
        return new RoundFiles(project, project.items(), ids -> Map.of()).write(number, chosen.items());
    }

    AnswerImport.Outcome read(Project project, Path file) throws IOException {
        return new AnswerImport(project, CLOCK)
                .add(
                        LabellingFormats.of(file, Optional.empty())
                                .read(
                                        file,
                                        ReadingChoices.usual(project.config().several())),
                        file,
                        Optional.of("me"),
                        false);
    }

    /** Answers all items of a round as a person would in a spreadsheet. */
    Path csv(LoopRound round) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,label"));
        round.items().forEach(each -> lines.add(each.id() + "," + truth(each.id())));
        return Files.write(folder.resolve("filled.csv"), lines);
    }
}
