package io.winnow.trainer.filter;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.trainer.modality.KeptKeys;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Matches what another file says of examples with the examples of a pool by their keys. */
final class KeyedRows {
    private KeyedRows() {}

    /**
     * Reads the keys of the rows of a file.
     *
     * @throws UserException if there are not as many different keys as rows
     */
    static Set<String> read(Path file, int rows) throws IOException {
        Set<String> keys = KeptKeys.read(file);
        if (keys.size() != rows) {
            throw new UserException(file + " has " + keys.size() + " different keys, but there are " + rows
                    + " rows. Write the key of each row into one line, in the order of the rows.");
        }
        return keys;
    }

    /**
     * Requires that a file has some of the examples.
     *
     * @param missing number of examples that the file lacks
     * @param known keys of the file
     * @return a note if the file lacks some
     * @throws UserException if it has none
     */
    static Optional<String> requireSome(Path file, int missing, Pool pool, Collection<String> known) {
        if (missing == pool.size()) {
            String first = pool.keys().get(0);
            throw new UserException(file + " has none of the " + pool.size() + " " + pool.unit() + " of " + pool.name()
                    + ": its keys are " + Shown.of(List.copyOf(known)) + ", but those of the pool are such as " + first
                    + EditDistance.nearest(first, known)
                            .map(near -> " (the nearest of the file is " + near + ")")
                            .orElse("")
                    + ". Name the file of this pool.");
        }
        return missing == 0
                ? Optional.empty()
                : Optional.of(file + " lacks " + missing + " of the " + pool.size() + " " + pool.unit() + " of "
                        + pool.name() + ", which are dropped by filters that need it.");
    }
}
