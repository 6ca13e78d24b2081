package io.winnow.trainer.loop;

import io.winnow.datasets.random.Permutation;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Creates a project with its test items, which are drawn once, at random. */
public final class ProjectStart {
    private static final long TEST = 61;

    private ProjectStart() {}

    /**
     * Creates a project. Round 0 has the test items, if there are any.
     *
     * @param test number of test items
     * @throws UserException if there are too few items, or the folder is taken
     */
    public static Project create(
            Path folder, LoopConfig config, List<String> classes, ItemScan scan, int test, RoundFiles.Pictures pictures)
            throws IOException {
        int[] originals = scan.items().originals();
        if (test < 0 || test >= originals.length) {
            throw new UserException("--test is " + test
                    + ", but it must be at least 0 and less than the number of different items, which is "
                    + originals.length + ".");
        }
        requireClasses(config, classes);
        int[] order = Permutation.of(originals.length, config.seed(), TEST);
        List<LoopRound.Selected> selected = Arrays.stream(order, 0, test)
                .mapToObj(place -> new LoopRound.Selected(
                        scan.items().get(originals[place]).id(), "test", Optional.empty(), List.of(), true, 1))
                .toList();
        return Project.create(folder, config, classes, scan, selected, pictures);
    }

    /**
     * Requires that the classes suit the options of a project, before anything is computed.
     *
     * @throws UserException if not
     */
    public static void requireClasses(LoopConfig config, List<String> classes) {
        Project.requireSeparable(classes, config, Path.of(Project.CLASSES));
        if (config.positive().isPresent() && !classes.contains(config.positive().get())) {
            throw new UserException("The rare class '" + config.positive().get() + "' is not among the classes "
                    + String.join(", ", classes) + ". Correct --set positive=CLASS or the file of --classes.");
        }
    }
}
