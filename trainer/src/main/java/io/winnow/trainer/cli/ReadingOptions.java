package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.run.UserException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that leave out what cannot be read. */
final class ReadingOptions {
    @Mixin
    private EncodingOption encoding;

    @Option(
            names = "--max-unreadable",
            paramLabel = "N",
            description =
                    "Largest number of unreadable files, images and tables that are left out; with more, the command fails. Files of"
                            + " texts and rows must be without mistakes. Default: 100 for tables, otherwise 0")
    private Optional<Integer> most = Optional.empty();

    /**
     * Returns how inputs are read.
     *
     * @param err receives notes on them
     * @throws UserException if an option is invalid
     */
    InputOptions read(PrintWriter err) {
        if (most.isPresent() && most.get() < 0) {
            throw new UserException("--max-unreadable must not be negative, found " + most.get() + ".");
        }
        return encoding.reading(err);
    }

    /** Returns a counter of what cannot be read of the inputs of a model. */
    Unreadable unreadable(TrainedModel model, PrintWriter err) {
        return new Unreadable(most.orElse(model.reader().mostUnreadable()), err);
    }

    /** Says what cannot be read, and counts it up to a limit. */
    static final class Unreadable {
        private final int most;
        private final PrintWriter err;
        private int count;

        private Unreadable(int most, PrintWriter err) {
            this.most = most;
            this.err = err;
        }

        /** @throws UserException if it is one more than allowed */
        void add(String key, String why) {
            if (count == most) {
                throw new UserException(
                        key + ": " + why + (why.endsWith("?") ? " " : ". ")
                                + (most == 0
                                        ? "Take it out of the input, or leave it out with --max-unreadable 1."
                                        : "Only "
                                                + Plural.of(
                                                        most, "unreadable file or item", "unreadable files and items")
                                                + " may be left out. Raise this number with --max-unreadable, or repair them."));
            }
            count++;
            err.println("Left out " + key + ": " + why);
        }

        int count() {
            return count;
        }
    }
}
