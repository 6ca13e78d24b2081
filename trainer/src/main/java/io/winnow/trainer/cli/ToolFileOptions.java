package io.winnow.trainer.cli;

import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.ReadingChoices;
import io.winnow.trainer.labelling.ToolAnswers;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that tell how files with answers are read, which labelling tools have exported. */
final class ToolFileOptions {
    private static final String ID = "id";
    private static final String LABEL = "label";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the files: csv, labelstudio, cvat or coco. Default: recognised from the file")
    private Optional<String> format = Optional.empty();

    @Option(
            names = "--column",
            paramLabel = "ROLE=COLUMN",
            description = "Column of a CSV file with the keys (id=COLUMN) or with the labels (label=COLUMN), if it has"
                    + " another name than usual.")
    private Map<String, String> columns = Map.of();

    @Option(
            names = "--finished",
            description =
                    "Counts the guesses that are still in a CVAT file as answers, because people have looked at all of"
                            + " its images. Where items may have several classes, an image without tags or boxes, in CVAT or COCO, then has none.")
    private boolean finished;

    /**
     * Reads a file.
     *
     * @param several whether an item may have several labels
     */
    ToolAnswers read(Path file, boolean several) throws IOException {
        return LabellingFormats.of(file, format).read(file, choices(several));
    }

    /** Checks the options before the first file is read. */
    void check() {
        for (String role : columns.keySet()) {
            if (!role.equals(ID) && !role.equals(LABEL)) {
                throw new UserException("--column sets the column of id or label, found '" + role
                        + "'. Write, for example, --column label=class.");
            }
        }
    }

    private ReadingChoices choices(boolean several) {
        check();
        return new ReadingChoices(
                several, Optional.ofNullable(columns.get(ID)), Optional.ofNullable(columns.get(LABEL)), finished);
    }
}
