package io.winnow.trainer.modality.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.modality.Fixed;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.supervised.Supervised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baselines of texts that use the names of the classes, on banking77 with few examples a class (text-common.md, section 3). */
class LabelNamesTest {
    private static final int CLASSES = 77;
    private static final int DRAWS = 4;

    @TempDir
    Path folder;

    /** Writes a few random training texts of each class, in rounds of one text a class. */
    private Path few(Path train) throws IOException {
        Map<String, List<String>> byClass = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(train);
        for (String line : lines.subList(1, lines.size())) {
            byClass.computeIfAbsent(line.substring(line.lastIndexOf(',')), name -> new ArrayList<>())
                    .add(line);
        }
        Random random = new Random(1);
        byClass.values().forEach(texts -> Collections.shuffle(texts, random));
        List<String> chosen = new ArrayList<>(List.of(lines.get(0)));
        for (int draw = 0; draw < DRAWS; draw++) {
            for (List<String> texts : byClass.values()) {
                chosen.add(texts.get(draw));
            }
        }
        return Files.write(folder.resolve("train.csv"), chosen);
    }

    private static double accuracy(TaskData data, String baseline) {
        float[] predictions = data.baselines()
                .get(baseline)
                .predictions(data.inputs().requireTarget(), List.of(data.test()))
                .orElseThrow()
                .get(0);
        int[] truth = ((ClassLabels) data.test().labels()).classes();
        double right = 0;
        for (int i = 0; i < truth.length; i++) {
            int row = i * CLASSES;
            int own = truth[i];
            right += IntStream.range(0, CLASSES).allMatch(c -> predictions[row + c] <= predictions[row + own]) ? 1 : 0;
        }
        return 100 * right / truth.length;
    }

    @Test
    void accuracyIsThatOfTheSpecification() throws IOException {
        Optional<Path> found = DataRoot.ofEnvironment()
                .foldersOf("banking77")
                .filter(Files::isDirectory)
                .findFirst();
        assumeThat(found).as("banking77 in WINNOW_DATA").isPresent();
        Path banking = found.get();
        Path config = Files.writeString(folder.resolve("text.yaml"), """
                recipe:
                  kind: supervised
                  data: {kind: texts, train: %s, test: %s, labels: {label: {kind: class}}}
                  classify:
                    encoder: {kind: frozen}
                    training: {duration: {steps: 2}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.01}}
                """.formatted(
                        few(banking.resolve("train.csv")), banking.resolve("test.csv")));
        try (TaskData data = ((Supervised) Experiment.read(config, List.of()).recipe())
                .data()
                .open(new Catalog(new DataRoot(List.of(folder))), Fixed.NOTHING, Optional.empty())) {
            assertThat(accuracy(data, "label_names")).isCloseTo(62.4, within(0.2));
            assertThat(accuracy(data, "label_name_prior")).as("four a class").isCloseTo(80.0, within(1.5));
            double one = IntStream.range(0, 3)
                    .mapToDouble(draw -> accuracy(
                            data.select(IntStream.range(draw * CLASSES, (draw + 1) * CLASSES)
                                    .toArray()),
                            "label_name_prior"))
                    .average()
                    .orElseThrow();
            assertThat(one).as("one a class, mean of three draws").isBetween(67.0, 72.0);
        }
    }
}
