package io.winnow.trainer.filter;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.pool.PoolOptions;
import io.winnow.trainer.pool.RecordColumns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of {@code winnow data filter}. */
@Doc("The filters of a pool, and what they need to know of its examples.")
public record FilterConfig(
        @Doc("File of records with the columns key (or path) and caption. Captions in shards are found without it.")
        Optional<Path> captions,

        @Doc("File of labels, for counts by class and fractions within classes. By default, those of the pool.")
        Optional<Path> labels,

        @Default("{}") RecordColumns columns,

        @Doc("Number of channels to which images are decoded: 1 for grey, 3 for colour.") @Default("3")
        int channels,

        @Default("{}") VectorConfig vectors,
        @Default("{}") ClusterConfig clusters,

        @Doc("The filters by names of your choice. An example is kept if all of them keep it.")
        Map<String, FilterRule> filters) {
    private static final List<String> RESERVED = List.of("key", "kept", "reasons", PoolCheck.NAME);

    public FilterConfig {
        new Checks()
                .that(channels == 1 || channels == 3, "channels", "must be 1 or 3, found " + channels)
                .that(!filters.isEmpty(), "filters", "must have at least one filter")
                .that(
                        filters.keySet().stream().allMatch(name -> name.matches("[\\p{L}\\p{N}_. -]+")),
                        "filters",
                        "must have names of letters, digits, blanks, dots, hyphens and underscores, which are columns of a table; found "
                                + String.join(", ", filters.keySet()))
                .that(
                        RESERVED.stream().noneMatch(filters::containsKey),
                        "filters",
                        "must not be named " + String.join(", ", RESERVED) + ", which are other columns of filter.csv")
                .done();
    }

    /** Returns how the pool is read. */
    public PoolOptions pool() {
        return new PoolOptions(captions, labels, columns, "columns."::concat, channels);
    }
}
