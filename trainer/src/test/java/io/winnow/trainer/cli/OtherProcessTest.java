package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.modality.image.ImageData;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.recipe.TestData;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serves an exported bundle in another process that has only DJL on its class path, and nothing of Winnow. */
class OtherProcessTest {
    /** DJL with its PyTorch engine, and their dependencies. */
    private static final String JARS =
            "(api|pytorch-(engine|jni|native)|gson|jna|commons-(compress|codec|io|lang3)|slf4j-api|error_prone_annotations)-.+\\.jar";

    @TempDir
    Path folder;

    @Test
    void djlAloneServesTheBundle() throws IOException, InterruptedException {
        SmallRuns.train(folder, "supervised");
        Path run = folder.resolve("runs/supervised");
        Path bundle = folder.resolve("bundle");
        done("export", run.toString(), "--output", bundle.toString(), "--format", "torchscript");
        List<JsonNode> expected = new ArrayList<>();
        CommandRun predicted =
                done("predict", run.toString(), folder.resolve("test").toString());
        for (String line : predicted.out().strip().split("\n", -1)) {
            expected.add(new ObjectMapper().readTree(line));
        }
        Path program = folder.resolve("Serve.java");
        try (InputStream source = getClass().getResourceAsStream("/io/winnow/trainer/export/Serve.java")) {
            Files.copy(source, program);
        }
        Path inputs = folder.resolve("inputs");
        Path outputs = folder.resolve("outputs");
        try (NDManager manager = NDManager.newBaseManager();
                ImageData data = TestData.open(FinishedRun.open(run).encoder().data())) {
            NDList images = data.preprocessing()
                    .served(data.test(), IntStream.range(0, 32).toArray(), 0, manager);
            Files.write(inputs, images.encode());
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    djl(),
                    program.toString(),
                    bundle.toString(),
                    inputs.toString(),
                    outputs.toString()));
            expected.subList(0, 3)
                    .forEach(line -> command.add(folder.resolve("test")
                            .resolve(line.get("key").asText())
                            .toString()));
            List<String> lines = run(command);
            for (int i = 0; i < 3; i++) {
                JsonNode best = expected.get(i).get("predictions").get(0);
                assertThat(lines.get(i)).startsWith(best.get("label").asText() + " ");
                assertThat(Double.parseDouble(
                                lines.get(i).substring(lines.get(i).indexOf(' '))))
                        .isCloseTo(best.get("probability").asDouble(), within(1e-5));
            }
            NDArray found = NDList.decode(manager, Files.readAllBytes(outputs)).singletonOrThrow();
            for (int i = 0; i < 32; i++) {
                JsonNode best = expected.get(i).get("predictions").get(0);
                assertThat((double) found.get(i).max().getFloat())
                        .isCloseTo(best.get("probability").asDouble(), within(1e-5));
            }
        }
    }

    private static CommandRun done(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static String djl() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().matches(JARS))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(said.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readAllLines(folder.resolve("out.txt"));
    }
}
