package io.winnow.trainer.filter;

import io.winnow.trainer.config.Doc;
import java.io.IOException;

/** The section of a filter in a configuration. */
@Doc("A filter of a pool of examples.")
public sealed interface FilterRule permits BasicRule, TextRule, ScoreRule, ImageRule, DuplicateRule {
    /**
     * Judges every example of a pool.
     *
     * @param name name of the filter in the configuration
     * @throws io.winnow.trainer.run.UserException if the pool lacks what the filter needs
     */
    FilterResult apply(String name, Measures measures) throws IOException;
}
