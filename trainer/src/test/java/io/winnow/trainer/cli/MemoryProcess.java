package io.winnow.trainer.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.winnow.trainer.calibrate.LocalOutlierFactor;
import io.winnow.trainer.evaluate.KnnClassifier;
import io.winnow.trainer.select.Pool;
import io.winnow.trainer.select.PoolObjects;
import io.winnow.trainer.select.Strategies;
import io.winnow.trainer.select.Strategy;
import io.winnow.trainer.select.Vectors;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Runs commands on many rows in a process whose heap {@link MemoryTest} limits, and prints after each command the largest resident memory
 * since the one before, as Linux counts it.
 */
final class MemoryProcess {
    static final int ROWS = 15_000;
    private static final int COLUMNS = 8;
    private static final int CLASSES = 5;

    private final Path folder;
    private final PrintStream out;

    private MemoryProcess(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        new MemoryProcess(Path.of(arguments[0]), out).run();
    }

    private void run() throws IOException {
        write("train.csv", ROWS, 1);
        write("test.csv", ROWS / 10, 2);
        Files.writeString(folder.resolve("rows.yaml"), """
                device: cpu
                recipe:
                  kind: supervised
                  data: {kind: rows, train: %1$s/train.csv, test: %1$s/test.csv, key: key, labels: {class: {kind: class}}}
                  classify:
                    encoder: {kind: row_mlp, hidden: [32]}
                    training: {duration: {steps: 20}, batch_size: 256, optimizer: {kind: adamw, learning_rate: 0.01}}
                """.formatted(folder));
        String train = file("train.csv");
        String run = file("rows");
        command("train", file("rows.yaml"), "--run-dir", folder.toString());
        command("evaluate", run);
        command("predict", run, train);
        command("embed", run, train, "--output", file("vectors.npy"));
        command("index", run, train, "--output", file("index"));
        command("search", run, file("test.csv"), "--key", "2-0", "--among", file("index"));
        command("audit", run, "--folds", "2");
        command(
                "audit",
                train,
                "--folds",
                "2",
                "--label-column",
                "class",
                "--vectors",
                file("vectors.npy"),
                "--output",
                file("a"));
        Files.writeString(folder.resolve("calibrate.yaml"), onRun("rcal", "contrast", "", "classify"));
        command("train", file("calibrate.yaml"), "--run-dir", folder.toString());
        Files.writeString(
                folder.resolve("probe.yaml"), onRun("mlcd", "embed", "cluster: {k: 20}, labels: 2, ", "discriminate"));
        command("train", file("probe.yaml"), "--run-dir", folder.toString());
        command("report", run);
        command("data", "inspect", train);
        command("data", "report", file("rows.yaml"), "--output", file("report"));
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            numbers(manager);
        }
    }

    /**
     * Returns a configuration that begins with the representation of the first run.
     *
     * @param start key of the source of the representation
     * @param options further options of the method
     * @param training key of the section that trains a network
     */
    private String onRun(String method, String start, String options, String training) {
        return """
                device: cpu
                recipe: {
                  kind: %2$s,
                  data: {kind: rows, train: %1$s/train.csv, test: %1$s/test.csv, key: key, labels: {class: {kind: class}}},
                  %3$s: {kind: run, run: %1$s/rows}, %4$s
                  %5$s: {
                    encoder: {kind: row_mlp, hidden: [32]},
                    training: {duration: {steps: 20}, batch_size: 256, optimizer: {kind: adamw, learning_rate: 0.01}}}}
                """.formatted(folder, method, start, options, training);
    }

    /** What commands on images and texts compute besides, on numbers alone. */
    private void numbers(NDManager manager) throws IOException {
        Random random = new Random(3);
        float[] values = new float[ROWS * COLUMNS];
        int[] classes = new int[ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Arrays.setAll(classes, i -> random.nextInt(CLASSES));
        NDArray z = manager.create(values, new Shape(ROWS, COLUMNS));
        measured("local outlier factors", () -> LocalOutlierFactor.scores(z, 20));
        measured("nearest-neighbour probe", () -> KnnClassifier.accuracy(z, classes, z, classes, 20, 0.1, CLASSES));
        float[] even = new float[ROWS * CLASSES];
        Arrays.fill(even, 1f / CLASSES);
        Vectors vectors = new Vectors(values, ROWS, COLUMNS);
        int[] rows = IntStream.range(0, ROWS).toArray();
        Pool pool = new Pool(
                vectors,
                Optional.of(new Vectors(even, ROWS, CLASSES)),
                new boolean[ROWS],
                CLASSES,
                false,
                OptionalInt.of(0),
                Optional.of(new PoolObjects(vectors, rows, classes)),
                List.of(),
                manager);
        for (Strategy strategy : Strategies.all()) {
            measured("select " + strategy.key(), () -> strategy.choose(pool, 10, 1));
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Writes rows of numbers, of which the class follows with mistakes. */
    private void write(String name, int rows, int seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("key");
        for (int d = 0; d < COLUMNS; d++) {
            text.append(",x").append(d);
        }
        text.append(",class\n");
        for (int i = 0; i < rows; i++) {
            int of = random.nextInt(CLASSES);
            text.append(seed).append('-').append(i);
            for (int d = 0; d < COLUMNS; d++) {
                text.append(',').append((float) random.nextGaussian() + (d == of ? 3 : 0));
            }
            text.append(",c")
                    .append(random.nextInt(10) == 0 ? random.nextInt(CLASSES) : of)
                    .append('\n');
        }
        Files.writeString(folder.resolve(name), text);
    }

    private void command(String... arguments) throws IOException {
        measured(String.join(" ", List.of(arguments)).replace(folder + "/", ""), () -> {
            CommandRun done = CommandRun.of(arguments);
            if (done.code() != 0) {
                throw new IllegalStateException(done.err());
            }
        });
    }

    private void measured(String name, Runnable work) throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak begins anew
        work.run();
        String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
        out.println(name + "\t" + Long.parseLong(peak) / 1024);
    }
}
