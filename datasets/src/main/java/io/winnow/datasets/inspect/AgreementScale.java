package io.winnow.datasets.inspect;

/** How different two labels are for Krippendorff's alpha (Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, section D). */
public sealed interface AgreementScale {
    /**
     * Returns the squared difference of the labels {@code k} and {@code l}.
     *
     * @param totals number of labels of each kind on items with at least two labels (K)
     */
    double difference(int k, int l, double[] totals);

    /** Classes: two labels are the same or not. */
    record Nominal() implements AgreementScale {
        @Override
        public double difference(int k, int l, double[] totals) {
            return k == l ? 0 : 1;
        }
    }

    /** Ordered levels: the difference is the number of labels between the two, those of the two levels themselves counted half. */
    record Ordinal() implements AgreementScale {
        @Override
        public double difference(int k, int l, double[] totals) {
            double between = -(totals[k] + totals[l]) / 2;
            for (int level = Math.min(k, l); level <= Math.max(k, l); level++) {
                between += totals[level];
            }
            return between * between;
        }
    }

    /**
     * Numbers: the difference is that of the values.
     *
     * @param values the value of each label (K)
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Interval(double[] values) implements AgreementScale {
        @Override
        public double difference(int k, int l, double[] totals) {
            double difference = values[k] - values[l];
            return difference * difference;
        }
    }
}
