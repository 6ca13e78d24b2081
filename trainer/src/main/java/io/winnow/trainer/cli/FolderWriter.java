package io.winnow.trainer.cli;

import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A command that writes files whose paths are not values of its options, such as files of fixed names in the folder that {@code --output}
 * names. {@link InputGuard} takes the folder of any other command for one that is replaced as a whole.
 */
interface FolderWriter {
    /** Returns the files, and the folders that are replaced as a whole; none if the command line is invalid. */
    Stream<Path> written();
}
