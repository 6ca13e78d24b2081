package io.winnow.trainer.pool;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.ExampleFinder;
import io.winnow.datasets.label.Examples;
import io.winnow.datasets.source.CaptionFile;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the texts of examples in a file of captions. */
public final class CaptionedExamples {
    private static final int SHOWN = 3;

    private CaptionedExamples() {}

    /**
     * Returns the first caption of each example in a file.
     *
     * @param name what the user calls the examples
     * @param keys keys of the examples (N)
     * @param notes receives what a person should know, one sentence each
     * @return (N), empty for examples without a caption
     * @throws UserException if no caption is of one of the examples
     */
    public static List<Optional<String>> read(Path file, String name, List<String> keys, List<String> notes)
            throws IOException {
        List<Optional<String>> captions = new ArrayList<>(Collections.nCopies(keys.size(), Optional.empty()));
        ExampleFinder finder = new ExampleFinder(new Examples(name, Optional.empty(), keys.size(), keys::get));
        CaptionFile.Captions read = CaptionFile.read(InputPaths.require(file), TextCharset.UTF_8);
        int others = 0;
        int further = 0;
        for (CaptionFile.Caption caption : read.captions()) {
            OptionalInt example = finder.only(caption.item());
            if (example.isEmpty()) {
                others++;
            } else if (captions.get(example.getAsInt()).isPresent()) {
                further++;
            } else {
                captions.set(example.getAsInt(), Optional.of(caption.text()));
            }
        }
        if (others == read.captions().size()) {
            throw new UserException(file + " has no caption of an example of " + name + ": it names "
                    + Shown.of(read.captions().stream()
                            .map(CaptionFile.Caption::item)
                            .limit(SHOWN)
                            .toList())
                    + ", but the keys are such as " + keys.get(0) + ". Write these keys into its column key.");
        }
        if (others > 0) {
            notes.add(Plural.of(others, "caption of " + file + " names", "captions of " + file + " name")
                    + " no example of " + name + ".");
        }
        if (further > 0) {
            notes.add(Plural.of(
                            further,
                            "caption of " + file + " is of an example",
                            "captions of " + file + " are of examples")
                    + (further == 1 ? " that has one already;" : " that have one already;")
                    + " only the first caption of an example is used.");
        }
        return captions;
    }
}
