package io.winnow.trainer.cli;

import io.winnow.trainer.run.UserException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that a command can write its output file before anything is computed. */
final class Outputs {
    private Outputs() {}

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
        Path folder = output.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent(); // missing folders will be created
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UserException(output + " cannot be written: " + folder + " is a file. Choose another "
                    + option + ".");
        }
        if (folder != null && !Files.isWritable(folder)) {
            throw new UserException(output + " cannot be written: you have no permission to write to " + folder
                    + ". Choose another "
                    + option + ".");
        }
    }
}
