package io.winnow.trainer.filter;

import io.winnow.trainer.config.Doc;
import java.io.IOException;

/** The section of a score in a configuration. */
@Doc("What the score of an example is.")
public sealed interface ScoreSource permits AuditScore, CaptionScore, ClusterSizeScore, FileScore, NeighbourScore {
    /**
     * Returns the scores of a pool.
     *
     * @param name name of the filter, for messages
     */
    Scores scores(String name, Measures measures) throws IOException;
}
