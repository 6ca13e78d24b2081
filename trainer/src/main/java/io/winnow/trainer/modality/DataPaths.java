package io.winnow.trainer.modality;

import io.winnow.datasets.catalog.DataRoot;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Finds the files of data that a configuration names, which may lie in the folders of data sets. */
public final class DataPaths {
    private DataPaths() {}

    /**
     * Finds the data of a configuration: a relative path at which nothing exists is looked up in the folders of data sets, see {@link
     * DataRoot}. Returns the path unchanged if nothing exists there either.
     */
    public static Path find(Path path) {
        if (path.isAbsolute() || InputPaths.leadsSomewhere(path)) {
            return path;
        }
        return DataRoot.ofEnvironment()
                .foldersOf(path.toString())
                .filter(InputPaths::leadsSomewhere)
                .findFirst()
                .orElse(path);
    }

    /**
     * Requires that data of a configuration exist, see {@link #find}, and returns their path.
     *
     * @throws UserException when they do not exist
     */
    public static Path require(Path path) {
        Path found = find(path);
        if (Files.exists(found)) {
            return found;
        }
        String roots =
                DataRoot.ofEnvironment().roots().stream().map(Path::toString).collect(Collectors.joining(" and "));
        throw new UserException(InputPaths.missing(path)
                + (path.isAbsolute() ? "" : " Data are also looked for in " + roots + " (WINNOW_DATA)."));
    }
}
