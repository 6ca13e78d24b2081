package io.winnow.trainer.cli;

import io.winnow.trainer.model.ItemReader;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Checks that a command can write its output before anything is computed. That the output is none of the inputs is left to
 * {@link InputGuard}.
 */
final class Outputs {
    private static final List<String> OTHER_FORMATS = List.of(".csv", ".tsv", ".tab", ".parquet", ".xlsx", ".xls");

    private Outputs() {}

    /**
     * Requires that an output is outside of a folder of inputs, since it would be read as an input itself the next time.
     *
     * @param output a file that would be read, or a folder with such a file
     * @param input a folder, or a file, which contains nothing
     */
    static void requireOutside(Path output, Path input) {
        if (Files.isDirectory(input)
                && output.toAbsolutePath()
                        .normalize()
                        .startsWith(input.toAbsolutePath().normalize())) {
            throw new UserException(output + " is inside of " + input
                    + ", so it would be read as an input itself the next time. Name an output outside of that folder.");
        }
    }

    /** Requires that a file is not one that would be read itself the next time that the inputs are read. */
    static void requireNotRead(ItemReader<?> reader, Path output, List<String> inputs) {
        if (reader.reads(output)) {
            inputs.forEach(input -> requireOutside(output, Path.of(input)));
        }
    }

    /**
     * Requires that a file can be written.
     *
     * @param option option that names the file, such as {@code --output}
     * @param force whether an existing file may be replaced
     * @throws UserException when the file exists already or is not a regular file, or when its folder cannot be created or written to
     */
    static void requireFile(String option, Path output, boolean force) {
        if (Files.isDirectory(output)) {
            throw new UserException(output + " is a folder, but " + option + " must name a file, such as "
                    + output.resolve("NAME") + ".");
        }
        if (Files.exists(output) && !Files.isRegularFile(output)) {
            // Files are replaced as a whole, which would remove a device such as /dev/null.
            throw new UserException(
                    output + " is a device or a pipe, but " + option + " must name a file. Name another file.");
        }
        if (Files.exists(output) && !force) {
            throw new UserException(output + " exists already. Add --force to replace it, or name another file.");
        }
        requireWritable(option, output, output.toAbsolutePath().getParent());
    }

    /**
     * Requires that a file for lines of JSON can be written, as {@link #requireFile} does, and does not have the name of another format, by which
     * other programs would read it.
     */
    static void requireLines(String option, Path output, boolean force) {
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        OTHER_FORMATS.stream().filter(name::endsWith).findFirst().ifPresent(ending -> {
            throw new UserException(option + " is written as lines of JSON, but " + output
                    + " has the name of another format (" + ending + "). Name a file that ends in .jsonl.");
        });
        requireFile(option, output, force);
    }

    /**
     * Requires that files can be written to a folder.
     *
     * @throws UserException when it is a file, or when it cannot be created or written to
     */
    static void requireFolder(Path output) {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new UserException(output + " is a file, but --output must name a folder. Choose another --output.");
        }
        requireWritable("--output", output, output.toAbsolutePath());
    }

    /**
     * Requires that an output can be created in a folder, which need not exist yet.
     *
     * @throws UserException when the folder is a file, or when it cannot be created or written to
     */
    static void requireWritable(String option, Path output, Path parent) {
        Path folder = parent;
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent(); // missing folders will be created
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UserException(
                    output + " cannot be written: " + folder + " is a file. Choose another " + option + ".");
        }
        if (folder != null && !Files.isWritable(folder)) {
            throw new UserException(output + " cannot be written: "
                    + (isReadOnly(folder)
                            ? "the file system of " + folder + " is read-only"
                            : "you have no permission to write to " + folder)
                    + ". Choose another " + option + ".");
        }
    }

    private static boolean isReadOnly(Path folder) {
        try {
            return Files.getFileStore(folder).isReadOnly();
        } catch (IOException e) {
            return false; // it is only a reason
        }
    }
}
