package io.winnow.trainer.recipe.mlcd;

import java.util.Locale;

/** The stages of a round of MLCD, in their order. */
enum MlcdStage {
    EMBED,
    CLUSTER,
    ASSIGN,
    DISCRIMINATE;

    /** Returns the name of this stage in a round, which is counted from 1. */
    String in(int round) {
        String name = name().toLowerCase(Locale.ROOT);
        return round == 1 ? name : name + "-" + round;
    }
}
