package io.winnow.trainer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.calibrate.NeighbourVotes;
import io.winnow.trainer.evaluate.ConfidentLearning;
import io.winnow.trainer.modality.GivenLabels;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.modality.image.ImageDataConfig;
import io.winnow.trainer.recipe.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFilesTest {
    @TempDir
    Path folder;

    private static ImageDataConfig config(ImageDataConfig plain, Path train, Path labels, String column) {
        return new ImageDataConfig(
                Optional.empty(),
                Optional.of(train),
                Optional.empty(),
                0.25,
                Optional.empty(),
                Optional.empty(),
                3,
                plain.imageSize(),
                plain.photographs(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new GivenLabels(
                        Optional.of(labels),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(column),
                        Optional.empty(),
                        GivenLabels.of(labels).gaps(),
                        false,
                        Optional.of(GivenLabels.Truth.NONE),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1)),
                Optional.empty(),
                0,
                "white");
    }

    /** Every label of the training images is right, except for that of the first one. */
    static LabelAudit audit(ImageData data) {
        ClassLabels given = (ClassLabels) data.trainLabels();
        double[] probabilities = new double[given.size() * given.classCount()];
        IntStream.range(0, given.size()).forEach(i -> {
            int own = given.classes()[i];
            probabilities[i * given.classCount() + (i == 0 ? (own + 1) % given.classCount() : own)] = 1;
        });
        Opinion opinion = Opinion.of(probabilities, given.classes(), given.classCount());
        ConfidentLearning joint = ConfidentLearning.of(probabilities, given.classes(), given.classCount());
        int found = 2;
        int[] nearest = IntStream.range(0, given.size() * found)
                .map(i -> (i / found + 1 + i % found) % given.size())
                .toArray();
        return new LabelAudit(
                given,
                Map.of("mean", opinion),
                joint,
                new boolean[given.size()],
                opinion,
                new NeighbourVotes(nearest, found));
    }

    private static Map<String, String> labels(ImageDataset images, int[] examples) {
        ClassLabels labels = (ClassLabels) images.labels();
        Map<String, String> byKey = new TreeMap<>();
        for (int example : examples) {
            byKey.put(images.key(example), labels.classNames().get(labels.classes()[example]));
        }
        return byKey;
    }

    private static Map<String, String> testLabels(ImageData data) {
        return labels(data.test(), IntStream.range(0, data.test().size()).toArray());
    }

    /**
     * Some images have no label in the label file, and a part of the others is held out. The list of the audit then labels the next
     * training as it is: only the label that the audit corrects differs.
     */
    @Test
    void theListLabelsTheNextTraining() throws IOException {
        ImageDataConfig plain = TestData.write(folder);
        Path train = plain.train().orElseThrow();
        List<String> lines = new ArrayList<>(List.of("key,class"));
        try (Stream<Path> files = Files.walk(train)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String key = train.relativize(file).toString().replace('\\', '/');
                lines.add(key + ","
                        + (lines.size() % 10 == 0 ? "NA" : file.getParent().getFileName()));
            }
        }
        Path labels = Files.write(folder.resolve("labels.csv"), lines);
        Path target = folder.resolve("audit");
        Map<String, String> trained;
        Map<String, String> tested;
        String wrong;
        try (ImageData data = TestData.open(config(plain, train, labels, "class"))) {
            trained = labels(data.train(), data.trainExamples());
            tested = testLabels(data);
            wrong = data.train().key(data.trainExamples()[0]);
            assertThat(data.idleLabels()).hasSize(64 - trained.size());
            LabelAudit audit = audit(data);
            AuditFiles.write(
                    new ClassFindings(audit, Verdict.of(audit, "mean", Optional.empty())),
                    ItemFindings.NONE,
                    data,
                    3,
                    target);
        }
        for (String list : List.of("labels.csv", "labels.jsonl")) {
            assertThat(Files.readAllLines(target.resolve(list))).hasSize(list.endsWith("csv") ? 65 : 64);
            try (ImageData data = TestData.open(config(plain, train, target.resolve(list), "corrected"))) {
                Map<String, String> corrected = labels(data.train(), data.trainExamples());
                assertThat(corrected.keySet()).isEqualTo(trained.keySet());
                assertThat(corrected.remove(wrong)).isNotEqualTo(trained.get(wrong));
                assertThat(trained).containsAllEntriesOf(corrected);
                assertThat(testLabels(data)).isEqualTo(tested);
            }
        }
    }
}
