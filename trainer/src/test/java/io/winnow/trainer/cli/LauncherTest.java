package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code scripts/winnow} in a checkout of its own, below a folder with a blank, with a Maven that notes how it is called and makes a
 * distribution that says so.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    /** Waits while there is a file {@code hold}, and fails if there is a file {@code fail}. */
    private static final String MAVEN = """
            #!/bin/sh
            echo "$*" >> calls
            for argument; do
              case $argument in
                -Dwinnow.distribution=*) app="${argument#*=}/winnow" ;;
              esac
            done
            while [ -e hold ]; do sleep 0.05; done
            if [ -e fail ]; then
              printf '\\033[1m[ERROR]\\033[m A.java:[3,5] cannot find symbol\\n[ERROR] \\n[ERROR] Re-run Maven using the -X switch\\n'
              exit 1
            fi
            mkdir -p "$app/bin" "$app/lib"
            echo "$(wc -l < calls)" | tr -d ' ' > "$app/lib/jar"
            cat > "$app/bin/winnow" <<'END'
            #!/bin/sh
            lib=$(dirname "$0")/../lib
            if [ "$1" = train ]; then
              echo training
              while [ ! -e "$2" ]; do sleep 0.05; done
            fi
            echo "started $* of build $(cat "$lib/jar") as $WINNOW_COMMAND"
            END
            chmod +x "$app/bin/winnow"
            """;

    @TempDir
    Path folder;

    private Path home;
    private Path source;

    /** The programs that a start finds besides those of the checkout. */
    private String path = System.getenv("PATH");

    @BeforeEach
    void checkOut() throws IOException {
        home = folder.resolve("my checkout");
        Files.copy(Path.of("..", "scripts", "winnow"), folder("scripts").resolve("winnow"));
        executable("mvn", MAVEN);
        executable("javac", "#!/bin/sh\necho javac 17.0.1\n");
        Files.createFile(home.resolve("pom.xml"));
        source = Files.createFile(folder("trainer/src/main/java").resolve("A.java"));
        Files.createFile(home.resolve("trainer/pom.xml"));
        for (Path file : List.of(home.resolve("pom.xml"), home.resolve("trainer/pom.xml"))) {
            change(file, -100);
        }
        try (Stream<Path> all = Files.walk(home.resolve("trainer/src"))) {
            for (Path each : all.toList()) {
                change(each, -100);
            }
        }
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    private void executable(String name, String text) throws IOException {
        Path file = Files.writeString(folder("bin").resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private record Start(Process process, Path output) {
        String said() throws IOException {
            return Files.readString(output);
        }

        /** Waits for its end; what it said, standard error and all. */
        String end(int code) throws IOException, InterruptedException {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said()).isEqualTo(code);
            return said();
        }

        void await(String text) throws IOException, InterruptedException {
            for (int i = 0; i < 600 && !said().contains(text); i++) {
                Thread.sleep(20);
            }
            assertThat(said()).contains(text);
        }
    }

    private Start begin(String profile, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", home.resolve("scripts/winnow").toString()));
        command.addAll(List.of(arguments));
        return begin(command, profile);
    }

    private Start begin(List<String> command, String profile) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", home.resolve("bin") + File.pathSeparator + path);
        List.of("WINNOW_PROFILE", "WINNOW_COMMAND", "JAVA_HOME").forEach(environment::remove);
        environment.put("CDPATH", "/"); // makes cd print where it goes
        if (!profile.isEmpty()) {
            environment.put("WINNOW_PROFILE", profile);
        }
        Path output = Files.createTempFile(folder, "said", ".txt");
        builder.directory(folder.toFile());
        return new Start(
                builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    /** Starts it to the end; returns the calls of Maven so far. */
    private List<String> start(String profile) throws IOException, InterruptedException {
        assertThat(begin(profile, "doctor", "two words").end(0)).contains("started doctor two words of build ");
        return calls();
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(home.resolve("calls"));
    }

    private List<Path> builds() throws IOException {
        try (Stream<Path> builds = Files.list(home.resolve(".winnow/builds"))) {
            return builds.sorted().toList();
        }
    }

    private static void change(Path file, long secondsFromNow) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsFromNow)));
    }

    @Test
    void itBuildsOnceAndAgainAfterAChange() throws IOException, InterruptedException {
        assertThat(begin("", "doctor").end(0))
                .isEqualTo(
                        "Building Winnow for the first time. This takes about two minutes, and longer if libraries must be"
                                + " downloaded.\nstarted doctor of build 1 as " + home.resolve("scripts/winnow")
                                + "\n");
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
        assertThat(start("cuda")).hasSize(2).last().asString().contains("-Pcuda");
        assertThat(start("")).hasSize(2);
        change(source, 100);
        assertThat(start("")).hasSize(3).last().asString().contains("-Pcuda");
        change(source, -100);
        assertThat(start("cpu")).hasSize(4).last().asString().contains("-Pcpu");
    }

    @Test
    void whatWasBuiltByHandForAGpuStaysSo() throws IOException, InterruptedException {
        folder("trainer/target/winnow/lib");
        assertThat(start("")).singleElement().asString().contains("-Pcuda");
    }

    /** As on macOS: takes away the program that locks files, and leaves all others. */
    private void removeFlock() throws IOException {
        Path tools = folder("tools");
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(directory))) {
                try (Stream<Path> programs = Files.list(Path.of(directory))) {
                    for (Path program : programs.toList()) {
                        Path link = tools.resolve(program.getFileName());
                        if (!program.endsWith("flock") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                            Files.createSymbolicLink(link, program);
                        }
                    }
                }
            }
        }
        path = tools.toString();
    }

    private Path lock() {
        return home.resolve(".winnow/lock.link");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoStartsAtOnceTheSecondWaits(boolean flock) throws IOException, InterruptedException {
        if (!flock) {
            removeFlock();
        }
        Path hold = Files.createFile(home.resolve("hold"));
        Start first = begin("", "doctor", "first");
        first.await("Building");
        for (int i = 0; i < 600 && !Files.exists(home.resolve("calls")); i++) {
            Thread.sleep(20);
        }
        Start second = begin("", "doctor", "second");
        second.await("Another start of Winnow is building it.");
        Files.delete(hold);
        assertThat(first.end(0)).contains("started doctor first of build 1");
        assertThat(second.end(0)).contains("started doctor second of build 1").doesNotContain("Building");
        assertThat(calls()).hasSize(1);
        assertThat(Files.isSymbolicLink(lock())).isFalse();
    }

    @Test
    void theLockOfAProcessThatHasEndedIsNoObstacle() throws IOException, InterruptedException {
        removeFlock();
        Process ended = new ProcessBuilder("sh", "-c", "uname -n").start();
        String host = new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        ended.waitFor();
        Files.createSymbolicLink(folder(".winnow").resolve("lock.link"), Path.of(host + "." + ended.pid()));
        assertThat(start("")).hasSize(1);
        assertThat(Files.isSymbolicLink(lock())).isFalse();
    }

    @Test
    void aFailedBuildAndAnInterruptedOneReleaseTheLock() throws IOException, InterruptedException {
        removeFlock();
        Path fail = Files.createFile(home.resolve("fail"));
        assertThat(begin("", "doctor").end(1)).contains("Winnow could not be built.");
        assertThat(Files.isSymbolicLink(lock())).isFalse();
        Files.delete(fail);
        Path hold = Files.createFile(home.resolve("hold"));
        Start start = begin("", "doctor");
        start.await("Building");
        for (int i = 0; i < 600 && calls().size() < 2; i++) {
            Thread.sleep(20);
        }
        assertThat(Files.isSymbolicLink(lock())).isTrue();
        start.process().destroy();
        start.end(143);
        assertThat(Files.isSymbolicLink(lock())).isFalse();
        Files.delete(hold);
        assertThat(start("")).hasSize(3);
    }

    @Test
    void anUnknownProfileIsRefused() throws IOException, InterruptedException {
        assertThat(begin("gpu", "doctor").end(2)).isEqualTo("WINNOW_PROFILE must be cpu or cuda; found 'gpu'.\n");
        assertThat(home.resolve("calls")).doesNotExist();
    }

    @Test
    void aTrainingKeepsItsFilesWhileOthersBuild() throws IOException, InterruptedException {
        Path end = folder.resolve("end");
        Start training = begin("", "train", end.toString());
        training.await("training");
        for (int i = 0; i < 3; i++) {
            change(source, 100);
            start("");
            change(source, -100);
        }
        assertThat(builds()).as("the training's, the newest, the one before it").hasSize(3);
        Files.createFile(end);
        assertThat(training.end(0)).contains("of build 1 as");
        change(source, 100);
        start("");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void aFailedBuildSaysWhyAndLeavesTheOldOne() throws IOException, InterruptedException {
        start("");
        Files.createFile(home.resolve("fail"));
        change(source, 100);
        assertThat(begin("", "doctor").end(1))
                .contains("Winnow could not be built. Maven said:\n  [ERROR] A.java:[3,5] cannot find symbol\n")
                .contains("The whole log is " + home.resolve(".winnow/build.log"))
                .contains("The build before it is still there: " + builds().get(0))
                .doesNotContain("Re-run")
                .doesNotContain("\u001b")
                .doesNotContain("started");
        assertThat(builds()).hasSize(1);
        change(source, -100);
        assertThat(start("")).as("the old one is started").hasSize(2);
    }

    @Test
    void anInterruptedBuildLeavesNothingInTheWay() throws IOException, InterruptedException {
        Path hold = Files.createFile(home.resolve("hold"));
        Start start = begin("", "doctor");
        start.await("Building");
        for (int i = 0; i < 600 && !Files.exists(home.resolve("calls")); i++) {
            Thread.sleep(20);
        }
        start.process().destroy();
        assertThat(start.end(143)).contains("The build was interrupted.");
        assertThat(builds()).isEmpty();
        Files.delete(hold);
        assertThat(start("")).hasSize(2);
    }

    @Test
    void aLinkToItStartsItFromAnyFolder() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("winnow"), Path.of("my checkout", "scripts", "winnow"));
        assertThat(begin(List.of("sh", "winnow", "doctor"), "").end(0)).contains("started doctor of build 1 as winnow");
        assertThat(begin(List.of("sh", link.toString(), "doctor"), "").end(0)).contains("of build 1 as " + link);
    }

    @Test
    void withoutACompilerItSaysSo() throws IOException, InterruptedException {
        executable("javac", "#!/bin/sh\necho javac 11.0.2 >&2\n");
        assertThat(begin("", "doctor").end(1))
                .contains("must be built with a JDK 17 or newer")
                .contains("version 11");
        executable("javac", "#!/bin/sh\necho javac 1.8.0_292 >&2\n");
        assertThat(begin("", "doctor").end(1)).contains("version 8");
        assertThat(home.resolve("calls")).doesNotExist();
    }
}
