package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.torch.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uses a run that was configured for a GPU that this machine does not have. */
class DeviceOptionTest extends OnSmallRuns {
    private static String test;

    @BeforeAll
    static void train() throws IOException {
        SmallRuns.train(folder, "supervised");
        test = folder.resolve("test").toString();
        Path config = Path.of(run("supervised"), "config.yaml");
        Files.writeString(config, Files.readString(config).replace("device: cpu", "device: cuda:63"));
    }

    private static List<String> commands() {
        return List.of(
                "predict RUN TEST --output OUT.jsonl",
                "embed RUN TEST --output OUT.npy",
                "evaluate RUN",
                "evaluate RUN --data TEST",
                "audit RUN --folds 2 --output OUT",
                "index RUN TEST --output OUT.index",
                "search RUN TEST --among TEST");
    }

    private static int winnowOn(String command, String output, String... more) {
        Stream<String> words = Stream.of(command.split(" "))
                .map(word -> word.replace("RUN", run("supervised"))
                        .replace("TEST", test)
                        .replace("OUT", folder.resolve(output).toString()));
        return winnow(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void withoutTheOptionTheErrorNamesIt() {
        for (String command : commands()) {
            assertThat(winnowOn(command, "never")).as(command).isEqualTo(2);
            assertThat(err)
                    .as(command)
                    .startsWith("device is cuda:63, but PyTorch finds ")
                    .contains("or use the CPU with --device cpu.");
        }
        assertThat(folder.resolve("never.jsonl")).doesNotExist();
    }

    @Test
    void withTheOptionTheCommandsRunOnTheCpu() throws IOException {
        for (String command : commands()) {
            assertThat(winnowOn(command, "some", "--device", "cpu"))
                    .as(command + err)
                    .isZero();
        }
        assertThat(winnowOn("evaluate RUN --json", "", "--device", "cpu")).isZero();
        assertThat(new ObjectMapper().readTree(out).get("accuracy"))
                .isEqualTo(result("supervised").get("metrics").get("accuracy"));
    }

    @Test
    void otherNamesAreRefused() {
        for (String name : List.of("gpu", "cuda:x", "cuda:99999999999", "CPU")) {
            assertThat(winnowOn("predict RUN TEST", "", "--device", name)).isEqualTo(2);
            assertThat(err)
                    .isEqualToIgnoringNewLines("--device must be auto, cpu, cuda or cuda:N; found '" + name + "'.");
        }
        assertThat(winnow("bench", "decode", "--device", "cuda:x")).isEqualTo(2);
        assertThat(err).contains("found 'cuda:x'");
    }

    /** The limit that a container sets is a default only. */
    @Test
    void aConfiguredNumberOfThreadsIsUsed() throws IOException {
        int before = Threads.ofEngine();
        int more = Runtime.getRuntime().availableProcessors() + 1;
        try {
            tinyConfig();
            assertThat(train("threads", "threads=" + more)).as(err).isZero();
            assertThat(Threads.ofEngine()).isEqualTo(more);
        } finally {
            Threads.use(before);
        }
    }
}
