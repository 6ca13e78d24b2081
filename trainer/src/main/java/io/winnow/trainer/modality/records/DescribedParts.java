package io.winnow.trainer.modality.records;

import io.winnow.datasets.inspect.DataReport;
import io.winnow.datasets.inspect.TokenCounter;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.split.Split;
import java.io.IOException;
import java.util.Optional;

/**
 * The records of a configuration and how they are divided.
 *
 * @param data all examples (N), with notes for the user
 * @param labels the label that is learned (N)
 * @param split division of the examples into train, validation and test
 * @param tokens how many tokens a network receives of an example; empty if it receives none
 */
public record DescribedParts(DescribedData data, Labels labels, Split split, Optional<TokenCounter> tokens) {
    /**
     * Reads the records of a configuration.
     *
     * @throws io.winnow.trainer.run.UserException if files or description contain mistakes, or the records cannot be divided
     */
    public static DescribedParts read(RecordDataConfig config) throws IOException {
        RecordItems items = config.items(Optional.empty(), Optional.empty());
        RecordParts parts = RecordParts.read(config.records(), items);
        return new DescribedParts(parts.data().noted(parts.notes()), parts.labels(), parts.split(), items.tokens());
    }

    /** Reports what the records contain, and how they are divided. */
    public DataReport inspect() throws IOException {
        return DataReport.of(data, Optional.of(split), tokens);
    }
}
