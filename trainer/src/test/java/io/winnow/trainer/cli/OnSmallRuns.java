package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

/** Base class of tests that run command lines on {@link SmallRuns}. */
abstract class OnSmallRuns extends OnCommandLine {
    /** Exports a run, and returns the path of the bundle. */
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
