package io.winnow.trainer.pool;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a pool is read.
 *
 * @param captions file of captions with the keys of their examples; by default those of the pool
 * @param labels file of labels; by default those of the pool
 * @param columns columns of a pool that is a file of records
 * @param setting how the user sets a column of a role, such as {@code columns.label} for the class
 * @param channels number of channels to which images are decoded, 1 or 3
 */
public record PoolOptions(
        Optional<Path> captions,
        Optional<Path> labels,
        RecordColumns columns,
        UnaryOperator<String> setting,
        int channels) {
    /** Returns the same options for other data, to which captions and labels of other files do not belong. */
    public PoolOptions ofOtherData() {
        return new PoolOptions(Optional.empty(), Optional.empty(), columns, setting, channels);
    }
}
