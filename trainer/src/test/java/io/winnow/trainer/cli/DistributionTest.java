package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/winnow} of the distribution, with a Java that prints how it is called. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DistributionTest {
    @TempDir
    Path folder;

    private Path java;
    private Path program;
    private Path lib;

    @BeforeEach
    void install() throws IOException {
        java = Files.createDirectories(folder.resolve("a java"));
        Path bin = Files.createDirectories(java.resolve("bin"));
        Path fake = Files.writeString(
                bin.resolve("java"),
                "#!/bin/sh\necho \"policy $OMP_WAIT_POLICY\"\nfor each; do echo \"[$each]\"; done\n");
        assertThat(fake.toFile().setExecutable(true)).isTrue();
        release("17.0.9");
        Path app = Files.createDirectories(folder.resolve("an app/bin"));
        lib = Files.createDirectories(folder.resolve("an app/lib"));
        for (String jar : new String[] {"b-1.jar", "B2.jar", "a.jar"}) {
            Files.createFile(lib.resolve(jar));
        }
        program = Files.copy(Path.of("src/main/bin/winnow"), app.resolve("winnow"));
    }

    private void release(String version) throws IOException {
        Files.writeString(
                java.resolve("release"), "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x\"\n");
    }

    private String start(int code, Path called, Map<String, String> variables)
            throws IOException, InterruptedException {
        return start(code, called, variables, "predict", "two words", "");
    }

    private String start(int code, Path called, Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of("sh", called.toString()), Stream.of(arguments))
                        .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("WINNOW") || name.equals("OMP_WAIT_POLICY"));
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(variables);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(code);
        return said;
    }

    @Test
    void itPassesItsArgumentsOnAlsoThroughALink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("winnow"), program);
        assertThat(start(0, link, Map.of("WINNOW_JAVA_OPTS", "-Xmx1g -ea")))
                .startsWith("policy PASSIVE\n")
                .contains("[-Dwinnow.command=" + link + "]\n[-Xmx1g]\n[-ea]\n[-cp]\n")
                .endsWith("[" + lib.toRealPath() + "/B2.jar:" + lib.toRealPath() + "/a.jar:" + lib.toRealPath()
                        + "/b-1.jar]\n[io.winnow.trainer.cli.Winnow]\n[predict]\n[two words]\n[]\n");
        assertThat(start(0, program, Map.of("OMP_WAIT_POLICY", "ACTIVE"))).startsWith("policy ACTIVE\n");
    }

    @Test
    void anArchiveOfClassesIsUsedWithTheJavaThatMadeIt() throws IOException, InterruptedException {
        Files.createFile(lib.resolve("classes-17.0.9.jsa"));
        String option = "[-XX:SharedArchiveFile=" + lib.toRealPath() + "/classes-17.0.9.jsa]\n";
        assertThat(start(0, program, Map.of())).contains(option).contains("[-Xlog:cds=off]");
        release("17.0.10");
        assertThat(start(0, program, Map.of()))
                .doesNotContain("SharedArchiveFile")
                .doesNotContain("[-Xlog:cds=off]");
    }

    @Test
    void onlyCommandsThatComputeLittleGoWithoutTheOptimisingCompiler() throws IOException, InterruptedException {
        for (String quick :
                new String[] {"", "--help", "watch", "config check", "export -h", "train a.yaml --dry-run"}) {
            assertThat(start(0, program, Map.of(), quick.split(" "))).as(quick).contains("[-XX:TieredStopAtLevel=1]");
        }
        for (String slow : new String[] {"train a.yaml", "filter --dry-run", "serve"}) {
            assertThat(start(0, program, Map.of(), slow.split(" ")))
                    .as(slow)
                    .contains("[-XX:+UseParallelGC]")
                    .doesNotContain("TieredStopAtLevel");
        }
    }

    @Test
    void anOldOrMissingJavaIsExplained() throws IOException, InterruptedException {
        for (String version : new String[] {"11.0.2", "1.8.0_292"}) {
            release(version);
            assertThat(start(1, program, Map.of()))
                    .startsWith("Winnow needs Java 17 or newer, but " + java + "/bin/java is version ");
        }
        Files.delete(java.resolve("release")); // an unknown version is tried
        assertThat(start(0, program, Map.of())).contains("[predict]");
        Files.delete(java.resolve("bin/java"));
        assertThat(start(1, program, Map.of())).contains("there is no " + java + "/bin/java");
    }
}
