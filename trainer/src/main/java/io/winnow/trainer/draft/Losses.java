package io.winnow.trainer.draft;

import java.util.Locale;

/** The losses of drafted classifiers, as lines of a template. */
final class Losses {
    private Losses() {}

    /** Returns the line of the loss; empty for the usual one of the labels. */
    static String line(Brief brief) {
        if (brief.known() == Known.NOISY_CLASS) {
            return "    loss: {kind: elr}                    # early-learning regularisation, against wrong labels\n";
        } else if (brief.known() == Known.SOME_CLASSES && !hasNegatives(brief)) {
            String weight = String.format(
                    Locale.ROOT, "%.3g", 1.0 / Math.max(1, brief.columns().classes() - 1));
            return "    # A class that is not noted counts as absent, but with the weight 1 / (classes - 1).\n"
                    + "    loss: {kind: binary_cross_entropy, unknown: negative, unknown_weight: " + weight + "}\n";
        }
        return "";
    }

    /** Whether columns for each class say -1 of classes that examples do not have. A loss cannot learn from positives alone. */
    private static boolean hasNegatives(Brief brief) {
        return brief.material() instanceof Material.Records records
                && new ColumnNames(records.report())
                        .fields(brief.columns().labels()).stream()
                                .anyMatch(field -> field.values().contains("-1"));
    }
}
