package io.winnow.trainer.cli;

import io.winnow.trainer.run.UserException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command writes; what stands in the way is said before anything is computed. */
final class Outputs {
    private Outputs() {}

    /**
     * Requires that a file can be written.
     *
     * @param force whether a file that is there may be replaced
     * @throws UserException when it is there already, or is a folder, or its folder cannot be made or written
     */
    static void requireFile(Path output, boolean force) {
        if (Files.isDirectory(output)) {
            throw new UserException(output + " is a folder, and --output must name a file. Choose "
                    + output.resolve("NAME") + ", say.");
        }
        if (Files.exists(output) && !force) {
            throw new UserException(output + " is there already; --force replaces it.");
        }
        Path folder = output.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent(); // missing folders are made
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UserException(output + " cannot be written: " + folder + " is a file. Choose another --output.");
        }
        if (folder != null && !Files.isWritable(folder)) {
            throw new UserException(output + " cannot be written: you have no permission to write to " + folder
                    + ". Choose another --output.");
        }
    }
}
