package io.winnow.trainer.draft;

import java.util.Locale;

/** The losses of drafted classifiers, as lines of a template. */
final class Losses {
    private Losses() {}

    /** Returns the line of the loss; empty for the usual one of the labels. */
    static String line(Brief brief) {
        boolean listed = brief.columns().labels().size() <= 1
                && brief.columns().labels().stream().noneMatch(name -> name.contains("*"));
        if (brief.known() == Known.NOISY_CLASS) {
            return "    loss: {kind: elr}                    # early-learning regularisation, against wrong labels\n";
        } else if (brief.known() == Known.SOME_CLASSES && listed) {
            String weight = String.format(
                    Locale.ROOT, "%.3g", 1.0 / Math.max(1, brief.columns().classes() - 1));
            return "    # A class that is not noted counts as absent, but with the weight 1 / (classes - 1).\n"
                    + "    loss: {kind: binary_cross_entropy, unknown: negative, unknown_weight: " + weight + "}\n";
        }
        return "";
    }
}
