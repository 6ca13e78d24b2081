package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/winnow} in a checkout of its own, with a Maven that notes how it is called and makes a distribution that says so. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >> calls
            mkdir -p trainer/target/winnow/bin
            printf '#!/bin/sh\\necho "started $*"\\n' > trainer/target/winnow/bin/winnow
            chmod +x trainer/target/winnow/bin/winnow
            """;

    @TempDir
    Path home;

    private Path source;

    @BeforeEach
    void checkOut() throws IOException {
        Files.copy(Path.of("..", "scripts", "winnow"), folder("scripts").resolve("winnow"));
        Path maven = Files.writeString(folder("bin").resolve("mvn"), MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Files.createFile(home.resolve("pom.xml"));
        source = Files.createFile(folder("trainer/src/main/java").resolve("A.java"));
        Files.createFile(home.resolve("trainer/pom.xml"));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    /** Starts it; returns the calls of Maven so far. */
    private List<String> start(String profile) throws IOException, InterruptedException {
        String script = home.resolve("scripts/winnow").toString();
        ProcessBuilder builder = new ProcessBuilder("sh", script, "doctor", "two words");
        Map<String, String> environment = builder.environment();
        environment.put("PATH", home.resolve("bin") + File.pathSeparator + environment.get("PATH"));
        environment.remove("WINNOW_PROFILE");
        if (!profile.isEmpty()) {
            environment.put("WINNOW_PROFILE", profile);
        }
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).endsWith("started doctor two words\n");
        return Files.readAllLines(home.resolve("calls"));
    }

    private static void change(Path file, long secondsFromNow) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsFromNow)));
    }

    @Test
    void itBuildsOnceAndAgainAfterAChange() throws IOException, InterruptedException {
        assertThat(start("")).hasSize(1);
        assertThat(start("")).hasSize(1);
        for (Path changed : List.of(source, source.getParent(), home.resolve("trainer/pom.xml"))) {
            int before = start("").size();
            change(changed, 100);
            assertThat(start("")).hasSize(before + 1);
            change(changed, -100);
            assertThat(start("")).hasSize(before + 1);
        }
    }

    @Test
    void anotherProfileIsBuiltAnewAndStays() throws IOException, InterruptedException {
        assertThat(start("")).last().asString().contains("-Pcpu");
        Path library = Files.createFile(folder("trainer/target/winnow/lib").resolve("of-the-cpu.jar"));
        assertThat(start("cuda")).hasSize(2).last().asString().contains("-Pcuda");
        assertThat(library).doesNotExist();
        assertThat(start("")).hasSize(2);
        change(source, 100);
        assertThat(start("")).hasSize(3).last().asString().contains("-Pcuda");
        change(source, -100);
        assertThat(start("cpu")).hasSize(4).last().asString().contains("-Pcpu");
    }

    @Test
    void whatWasBuiltByHandForAGpuStaysSo() throws IOException, InterruptedException {
        Files.createFile(folder("trainer/target/winnow/bin").resolve("winnow"));
        assertThat(start("")).singleElement().asString().contains("-Pcuda");
    }
}
