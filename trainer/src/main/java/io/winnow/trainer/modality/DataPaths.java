package io.winnow.trainer.modality;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.catalog.UnavailableDataException;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
     * Requires that data of a configuration exist, see {@link #find}, and returns their path. Data sets of the catalog that are computed, such
     * as synthetic-100000, are computed now if they are missing.
     *
     * @throws UserException when they do not exist
     */
    public static Path require(Path path) {
        Path found = find(path);
        if (Files.exists(found)) {
            return found;
        }
        Optional<Path> generated = generated(path);
        if (generated.isPresent()) {
            return generated.get();
        }
        String roots =
                DataRoot.ofEnvironment().roots().stream().map(Path::toString).collect(Collectors.joining(" and "));
        throw new UserException(InputPaths.missing(path)
                + (path.isAbsolute() ? "" : " Data are also looked for in " + roots + " (WINNOW_DATA)."));
    }

    private static Optional<Path> generated(Path path) {
        try {
            return path.isAbsolute() ? Optional.empty() : new Catalog(DataRoot.ofEnvironment()).generated(path);
        } catch (UnavailableDataException e) {
            throw new UserException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
