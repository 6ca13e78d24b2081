package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.vectors.VectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits by vectors of the user. */
class AuditVectorsTest {
    private static final int SIZE = 60;

    @TempDir
    private Path folder;

    private final float[] values = new float[SIZE * 2];
    private Path labels;

    /** Two groups of points. The record b7 has the label of the other group. */
    @BeforeEach
    void write() throws IOException {
        Random random = new Random(3);
        StringBuilder csv = new StringBuilder("key,note,label\n");
        for (int i = 0; i < SIZE; i++) {
            int group = i % 2;
            values[2 * i] = (float) (4 * group + random.nextGaussian() / 2);
            values[2 * i + 1] = (float) (-4 * group + random.nextGaussian() / 2);
            csv.append("b").append(i).append(",note ").append(i).append(i == 7 || group == 0 ? ",low\n" : ",high\n");
        }
        labels = Files.writeString(folder.resolve("labels.csv"), csv);
    }

    private String vectors(String name, int rows) throws IOException {
        Path file = folder.resolve(name);
        try (NDManager manager = NDManager.newBaseManager();
                NDArray array = manager.create(Arrays.copyOf(values, 2 * rows), new Shape(rows, 2))) {
            VectorFiles.write(file, array);
        }
        return file.toString();
    }

    private CommandRun audit(String audited, String... more) {
        String[] usual = {
            "audit",
            audited,
            "--neighbours",
            "10",
            "--output",
            folder.resolve("audit").toString()
        };
        return CommandRun.of(
                Stream.concat(Arrays.stream(usual), Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void labelsOfAFileAreComparedInGivenVectors() throws IOException {
        CommandRun run = audit(
                labels.toString(),
                "--vectors",
                vectors("vectors.npy", SIZE),
                "--label-column",
                "label",
                "--check",
                "3");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("audit/labels.csv"));
        assertThat(lines).hasSize(SIZE + 1);
        assertThat(lines.get(1)).startsWith("b7,7,low,high,");
        assertThat(run.err())
                .contains("winnow audit " + labels + " --vectors " + folder.resolve("vectors.npy")
                        + " --label-column label --checked FILE");
        assertThat(Files.readString(folder.resolve("audit/audit.html"))).contains("note: note 7");
        // The list corrects the file that it was made of.
        Path corrections = Files.writeString(folder.resolve("corrections.csv"), "key,given,corrected\nb7,low,high\n");
        Path corrected = folder.resolve("corrected.csv");
        CommandRun applied = CommandRun.of(
                "audit", "apply", labels.toString(), corrections.toString(), "--output", corrected.toString());
        assertThat(applied.code()).as(applied.err()).isZero();
        assertThat(Files.readString(corrected))
                .isEqualTo(Files.readString(labels).replace("b7,note 7,low", "b7,note 7,high"));
    }

    /** As many classes as records are too many pairs for any memory. A file of labels has no configuration with a limit. */
    @Test
    void anAuditOfAFileThatNeedsTooMuchMemoryNamesNoKeyOfAConfiguration() throws IOException {
        int size = 150_000;
        StringBuilder csv = new StringBuilder("key,label\n");
        for (int i = 0; i < size; i++) {
            csv.append('b').append(i).append(",thing").append(i).append('\n');
        }
        Path large = Files.writeString(folder.resolve("large.csv"), csv);
        Path file = folder.resolve("large.npy");
        try (NDManager manager = NDManager.newBaseManager();
                NDArray array = manager.ones(new Shape(size, 1))) {
            VectorFiles.write(file, array);
        }
        CommandRun run = audit(large.toString(), "--vectors", file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("An audit of 150,000 examples with 150,000 classes")
                .contains("Audit fewer examples (a file with fewer lines), or only")
                .doesNotContain("data.limit");
    }

    @Test
    void vectorsInAnotherOrderAreWarnedOf() throws IOException {
        String right = vectors("right.npy", SIZE);
        assertThat(audit(labels.toString(), "--vectors", right).err()).doesNotContain("Warning");
        // Of four consecutive records, the second and the third change places: half of each label's vectors are of the
        // other one.
        for (int i = 1; i < SIZE; i += 4) {
            for (int d = 0; d < 2; d++) {
                float first = values[2 * i + d];
                values[2 * i + d] = values[2 * i + 2 + d];
                values[2 * i + 2 + d] = first;
            }
        }
        CommandRun mixed = audit(labels.toString(), "--vectors", vectors("mixed.npy", SIZE));
        assertThat(mixed.code()).isZero();
        assertThat(mixed.err()).contains("Warning: the vectors of").contains("in the order of the labels");
        Path one = Files.writeString(
                folder.resolve("one.csv"), Files.readString(labels).replace("high", "low"));
        assertThat(audit(one.toString(), "--vectors", right).err())
                .contains("all records of " + one + " have the label 'low'");
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertThat(audit(labels.toString()).err())
                .contains("labels.csv is a file")
                .contains("add --vectors FILE");
        Path config = Files.writeString(folder.resolve("config.yaml"), "recipe: {kind: moco}");
        assertThat(audit(config.toString()).err())
                .contains("config.yaml is a configuration")
                .contains("winnow train");
        CommandRun fewer = audit(labels.toString(), "--vectors", vectors("fewer.npy", SIZE - 1));
        assertThat(fewer.code()).isEqualTo(2);
        assertThat(fewer.err()).contains("fewer.npy has 59 rows, but").contains("labels.csv has 60 records");
        values[2 * 31] = Float.NaN;
        CommandRun wrong = audit(labels.toString(), "--vectors", vectors("wrong.npy", SIZE));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("wrong.npy: row 31, counted from 0, has the value NaN");
        assertThat(folder.resolve("audit")).doesNotExist();
        Path empty = folder.resolve("empty.npy");
        try (NDManager manager = NDManager.newBaseManager()) {
            VectorFiles.write(empty, manager.create(new Shape(SIZE, 0)));
        }
        CommandRun nothing = audit(labels.toString(), "--vectors", empty.toString());
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("empty.npy has vectors without a number");
        CommandRun run = audit(labels.toString(), "--vectors", "none.npy", "--gain", "corrections.csv");
        assertThat(run.code()).isEqualTo(2);
    }

    /** The vectors of a run may have rows for its training examples alone, or for those that are not in use as well. */
    @Test
    void aRunIsAuditedByGivenVectors() throws IOException {
        StringBuilder csv = new StringBuilder("key,chance,label\n");
        Random random = new Random(4);
        for (String line : Files.readAllLines(labels).subList(1, SIZE + 1)) {
            csv.append(line.replaceFirst(",note \\d+,", "," + random.nextGaussian() + ","))
                    .append('\n');
        }
        Path train = Files.writeString(folder.resolve("train.csv"), csv);
        Path test = Files.writeString(folder.resolve("test.csv"), "key,chance,label\nt1,0.5,low\nt2,0.3,high\n");
        Path config = Files.writeString(folder.resolve("run.yaml"), """
                recipe:
                  kind: supervised
                  data:
                    kind: rows
                    train: %1$s
                    test: %2$s
                    key: key
                    limit: 30
                    labels: {label: {kind: class}}
                  classify:
                    encoder: {kind: row_mlp}
                    training: {duration: {steps: 2}, batch_size: 16, optimizer: {kind: adamw, learning_rate: 0.01}}
                  frozen: {enabled: false}
                """.formatted(train, test));
        CommandRun trained =
                CommandRun.of("train", config.toString(), "--run-dir", folder.toString(), "--name", "trained");
        assertThat(trained.code()).as(trained.err()).isZero();
        String run = folder.resolve("trained").toString();
        CommandRun all = audit(run, "--vectors", vectors("vectors.npy", SIZE));
        assertThat(all.code()).as(all.err()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("audit/labels.csv"));
        int[] indices = lines.subList(1, 31).stream()
                .mapToInt(line -> Integer.parseInt(line.split(",", -1)[1]))
                .sorted()
                .toArray();
        float[] own = new float[2 * indices.length];
        for (int i = 0; i < indices.length; i++) {
            own[2 * i] = values[2 * indices[i]];
            own[2 * i + 1] = values[2 * indices[i] + 1];
        }
        System.arraycopy(own, 0, values, 0, own.length);
        assertThat(audit(run, "--vectors", vectors("used.npy", indices.length)).code())
                .isZero();
        assertThat(Files.readAllLines(folder.resolve("audit/labels.csv"))).isEqualTo(lines);
    }
}
