package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes for containers and Slurm: linters, if they are installed, and the Slurm script with stand-ins for Winnow and Slurm. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class RecipesTest {
    private static final Path SCRIPTS = Path.of("../scripts");

    /** Notes its arguments, and ends with code 75 after SIGTERM, or at once with the code in the file {@code end}. */
    private static final String WINNOW = """
        #!/bin/sh
        echo "$*" >> calls
        [ ! -e end ] || exit "$(cat end)"
        trap 'exit 75' TERM
        touch begun
        while :; do sleep 0.05; done
        """;

    @TempDir
    Path folder;

    private static void lint(String linter, Path file) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, linter))),
                linter + " is not installed");
        Process process = new ProcessBuilder(linter, file.toString())
                .redirectErrorStream(true)
                .start();
        String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(found).isZero();
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        lint("shellcheck", SCRIPTS.resolve("slurm/train.sbatch"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "cuda"})
    void dockerfilelintHasNothingToSay(String device) throws Exception {
        lint("dockerfilelint", SCRIPTS.resolve("container/Dockerfile." + device));
    }

    /** Base images have versions, the build uses a profile of the project, and the container runs as an ordinary user. */
    @ParameterizedTest
    @ValueSource(strings = {"cpu", "cuda"})
    void containersAreReproducibleAndNotRoot(String device) throws IOException {
        List<String> lines = Files.readAllLines(SCRIPTS.resolve("container/Dockerfile." + device));
        List<String> bases =
                lines.stream().filter(line -> line.startsWith("FROM ")).toList();
        assertThat(bases)
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.matches("FROM [a-z/-]+:\\d+\\.\\d+\\S*( AS \\w+)?"));
        assertThat(lines).anyMatch(line -> line.startsWith("RUN mvn ") && line.contains(" -P" + device + " "));
        assertThat(Files.readString(Path.of("../models/pom.xml"))).contains("<id>" + device + "</id>");
        int user = lines.indexOf("USER winnow");
        assertThat(user).isPositive();
        assertThat(lines.subList(user, lines.size()))
                .contains("ENTRYPOINT [\"/opt/winnow/bin/winnow\"]")
                .noneMatch(line -> line.startsWith("RUN ") || line.startsWith("USER root"));
    }

    private Process submit(String... arguments) throws IOException {
        for (String[] program :
                new String[][] {{"winnow", WINNOW}, {"scontrol", "#!/bin/sh\necho \"$*\" >> requests\n"}}) {
            Path file = Files.writeString(folder.resolve(program[0]), program[1]);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                "bash",
                                SCRIPTS.resolve("slurm/train.sbatch")
                                        .toRealPath()
                                        .toString()),
                        Arrays.stream(arguments))
                .toList());
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("WINNOW", "./winnow --verbose");
        builder.environment().put("SLURM_JOB_ID", "7");
        builder.environment().put("PATH", folder + File.pathSeparator + System.getenv("PATH"));
        return builder.start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void aStoppedTrainingIsQueuedAgain() throws Exception {
        Process job = submit("a b.yaml", "--name", "x");
        while (!Files.exists(folder.resolve("begun"))) {
            assertThat(job.isAlive()).isTrue();
            Thread.sleep(20);
        }
        job.toHandle().destroy(); // which, unlike that of the process, leaves its output open
        assertThat(end(job)).isEqualTo(75);
        assertThat(folder.resolve("calls")).hasContent("--verbose train a b.yaml --name x --resume");
        assertThat(folder.resolve("requests")).hasContent("requeue 7");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anyOtherEndIsTheEnd(int code) throws Exception {
        Files.writeString(folder.resolve("end"), Integer.toString(code));
        assertThat(end(submit("a.yaml"))).isEqualTo(code);
        assertThat(folder.resolve("requests")).doesNotExist();
    }

    /** Whoever presses Stop on the page of {@code winnow watch} does not want the training to go on at once. */
    @Test
    void aTrainingThatAPersonStoppedIsNotQueuedAgain() throws Exception {
        Files.writeString(folder.resolve("end"), "75");
        Process job = submit("a.yaml");
        assertThat(end(job)).isEqualTo(75);
        assertThat(new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Submit it again");
        assertThat(folder.resolve("requests")).doesNotExist();
    }

    @Test
    void aConfigurationIsNeeded() throws Exception {
        Process job = submit();
        assertThat(end(job)).isEqualTo(2);
        assertThat(new String(job.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("Name a configuration");
        assertThat(folder.resolve("calls")).doesNotExist();
    }
}
