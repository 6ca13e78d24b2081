package io.winnow.trainer.audit;

import io.winnow.datasets.label.Labels;
import io.winnow.trainer.calibrate.NeighbourVotes;

/** What audits of all kinds of labels have. */
public interface Audited {
    /** Returns the given labels (N). */
    Labels given();

    /** Returns the nearest neighbours of each example. */
    NeighbourVotes neighbours();
}
