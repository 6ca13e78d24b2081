package io.winnow.trainer.recipe.federated;

import io.winnow.trainer.evaluate.PseudoLabelCheck;
import io.winnow.trainer.federated.ExpertChoice;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts of pseudo-labels by source: how many examples were looked at, how many of them each expert labelled, and how many of these labels are
 * right where the truth is known.
 *
 * @param numbers the counts, which are changed: seen; then for local and global: given, known, right
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PseudoLabelCounts(float[] numbers) {
    /** Number of the counts. */
    static final int SIZE = 7;

    /** Prefix of the names of the metrics. */
    static final String PREFIX = "pseudo/";

    private static final int SEEN = 0;
    private static final int LOCAL = 1;
    private static final int GLOBAL = 4;
    private static final int KNOWN = 1;
    private static final int RIGHT = 2;

    static PseudoLabelCounts none() {
        return new PseudoLabelCounts(new float[SIZE]);
    }

    /**
     * Adds the pseudo-labels of a batch.
     *
     * @param places positions of the examples among the unlabelled ones (B)
     * @param global whether there is no local expert
     */
    void add(int[] places, List<ExpertChoice> chosen, boolean global, Optional<PseudoLabelCheck> check) {
        numbers[SEEN] += places.length;
        for (ExpertChoice each : chosen) {
            int source = each.local() && !global ? LOCAL : GLOBAL;
            numbers[source]++;
            check.map(truth -> truth.of(
                            new int[] {places[each.example()]}, new int[] {each.label()}, new boolean[] {true}))
                    .ifPresent(found -> {
                        numbers[source + KNOWN] += found.known();
                        numbers[source + RIGHT] += found.right();
                    });
        }
    }

    void add(float[] others) {
        for (int i = 0; i < SIZE; i++) {
            numbers[i] += others[i];
        }
    }

    /** Number of pseudo-labels. */
    double given() {
        return numbers[LOCAL] + numbers[GLOBAL];
    }

    static List<String> names() {
        return Arrays.asList(
                PREFIX + "share",
                PREFIX + "local_share",
                PREFIX + "accuracy",
                PREFIX + "local_accuracy",
                PREFIX + "global_accuracy");
    }

    /** Returns the metrics, without those that are undefined. */
    Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        put(metrics, "share", given(), numbers[SEEN]);
        put(metrics, "local_share", numbers[LOCAL], given());
        put(
                metrics,
                "accuracy",
                numbers[LOCAL + RIGHT] + numbers[GLOBAL + RIGHT],
                numbers[LOCAL + KNOWN] + numbers[GLOBAL + KNOWN]);
        put(metrics, "local_accuracy", numbers[LOCAL + RIGHT], numbers[LOCAL + KNOWN]);
        put(metrics, "global_accuracy", numbers[GLOBAL + RIGHT], numbers[GLOBAL + KNOWN]);
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, double part, double whole) {
        if (whole > 0) {
            metrics.put(PREFIX + name, part / whole);
        }
    }
}
