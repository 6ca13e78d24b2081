package io.winnow.trainer.modality;

import java.util.Optional;

/**
 * What is fixed before data are opened, and is then not measured on them.
 *
 * @param preprocessing preprocessing of the examples: that of an earlier training, or that of a published encoder; empty if it follows from
 *     the data
 * @param trained what an earlier training fixed, if its data are opened again
 */
public record Fixed(Optional<Preprocessing> preprocessing, Optional<Inputs> trained) {
    /** Nothing is fixed. */
    public static final Fixed NOTHING = new Fixed(Optional.empty(), Optional.empty());

    /** An earlier training fixed everything. */
    public static Fixed by(Inputs trained) {
        return new Fixed(Optional.of(trained.preprocessing()), Optional.of(trained));
    }

    /** An encoder determines the preprocessing. */
    public static Fixed by(Preprocessing preprocessing) {
        return new Fixed(Optional.of(preprocessing), Optional.empty());
    }
}
