package io.winnow.trainer.draft;

import io.winnow.datasets.Plural;
import io.winnow.datasets.file.RecordFormat;
import io.winnow.datasets.inspect.RecordsReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a look at a user's files found. */
public sealed interface Material {
    /** Returns what was found, as a sentence without a full stop. */
    String describe();

    /** Returns what looks like a mistake, in sentences. */
    default List<String> doubts() {
        return List.of();
    }

    /** Returns a name for the configuration. */
    String name();

    /**
     * Images in a folder or in shards.
     *
     * @param train the path as the user named it, or its subfolder of training images
     * @param test subfolder of test images; empty if there is none
     * @param images number of training images
     * @param classes number of classes; 0 without labels
     * @param sets whether an image may have several classes
     * @param side typical length of the shorter side in pixels
     * @param doubts what looks like a mistake, such as class folders one level below
     */
    record Images(
            String name,
            Path train,
            Optional<Path> test,
            int images,
            int classes,
            boolean sets,
            int side,
            List<String> doubts)
            implements Material {
        @Override
        public String describe() {
            return train + ": " + Plural.of(images, "images") + " of typically " + side + " pixels, "
                    + (classes == 0 ? "without labels" : "of " + Plural.of(classes, "class", "classes"))
                    + test.map(path -> "; test images in " + path).orElse("");
        }
    }

    /**
     * Records in a file.
     *
     * @param report what the file of the training records contains
     * @param validation file of validation records beside it
     * @param test file of test records beside it
     */
    record Records(String name, RecordsReport report, Optional<Path> validation, Optional<Path> test)
            implements Material {
        /** The file of the training records. */
        public Path file() {
            return report.file();
        }

        /** Whether each record is a pair of tables, which only JSON can hold. */
        boolean isPairs() {
            return report.format() == RecordFormat.JSON
                    && has("a")
                    && has("b")
                    && report.field("label").isPresent();
        }

        private boolean has(String side) {
            return report.fields().stream()
                    .anyMatch(field -> field.name().equals(side) || field.name().startsWith(side + "."));
        }

        @Override
        public String describe() {
            return file() + ": " + Plural.of(report.records(), "records") + " with "
                    + Plural.of(report.fields().size(), "columns")
                    + validation.map(path -> "; validation records in " + path).orElse("")
                    + test.map(path -> "; test records in " + path)
                            .or(() -> new Guesses(report)
                                    .uselessSplit()
                                    .map(name -> "; the column '" + name + "' does not divide them, because that takes"
                                            + " rows of 'train' and of 'test', beside which only 'validation' may"
                                            + " occur, so a new part is held out for testing"))
                            .orElse("");
        }
    }
}
