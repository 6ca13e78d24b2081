package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Command lines on {@link SmallRuns} in a folder, and what the last of them printed. */
abstract class OnSmallRuns {
    @TempDir
    static Path folder;

    static String out;
    static String err;

    static int winnow(String... arguments) {
        CommandRun done = CommandRun.of(arguments);
        out = done.out();
        err = done.err();
        return done.code();
    }

    static String run(String name) {
        return folder.resolve("runs").resolve(name).toString();
    }

    /** The bundle of a run. */
    static String export(String name, String... more) {
        String target = folder.resolve("exports")
                .resolve(name + String.join("", more).replace(',', '-'))
                .toString();
        String[] arguments = Stream.concat(
                        Stream.of("export", run(name), "--output", target, "--json"), Stream.of(more))
                .toArray(String[]::new);
        assertThat(winnow(arguments)).as(err).isZero();
        return target;
    }
}
