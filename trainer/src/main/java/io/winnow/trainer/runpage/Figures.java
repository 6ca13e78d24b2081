package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.CalibrationError;
import io.winnow.trainer.page.Block;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.target.TargetMetric;
import io.winnow.trainer.target.Targets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes figures as people read them. */
final class Figures {
    /** Metrics that are shares and larger for better models, wherever they are measured. */
    private static final Pattern HIGHER =
            Pattern.compile("(.*_)?(accuracy|f1|precision|recall|auc|map|mrr|ndcg|psp|lrap)"
                    + "(_similar|_at_\\d+|_all|_old|_new|_few|_medium|_many)?|purity.*|nmi|worst_client");

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    /** From here on, four significant digits would leave out whole ones. */
    private static final double LARGE = 10_000;

    private Figures() {}

    /** Writes the value of a metric: accuracies and mAP in percent, counts as whole numbers, and all others with four significant digits. */
    static String metric(String name, double value) {
        return Result.isPercentage(name) ? String.format(Locale.ROOT, "%.2f%%", 100 * value) : number(value);
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) > 1; // 0 and 1 may be shares
        return whole || (Math.abs(value) >= LARGE && Double.isFinite(value))
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** Writes the value of a metric with a spread in the same unit, such as a standard deviation. */
    static String metric(String name, double value, double spread) {
        return metric(name, value) + " ± " + metric(name, spread);
    }

    /** Writes the absolute difference of two values of a metric with its unit. */
    static String difference(String name, double difference) {
        return Result.isPercentage(name)
                ? String.format(Locale.ROOT, "%.2f percentage points", 100 * Math.abs(difference))
                : number(Math.abs(difference));
    }

    /** Returns whether a higher value of a metric is better; empty if that is not known. */
    static Optional<Boolean> higherIsBetter(String name) {
        String plain = name.replaceFirst("_tuned$", "");
        return Targets.kinds().stream()
                .flatMap(kind -> kind.metrics().stream())
                .filter(metric -> metric.name().equals(plain))
                .map(TargetMetric::higherIsBetter)
                .findFirst()
                .or(() -> HIGHER.matcher(plain).matches() ? Optional.of(true) : Optional.empty());
    }

    static List<Block.Bin> bins(List<CalibrationError.Bin> bins) {
        return bins.stream()
                .map(bin -> new Block.Bin(bin.confidence(), bin.accuracy(), bin.count()))
                .toList();
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Writes a share as a percentage with one digit. */
    static String percent(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** Writes a value with three digits; nothing if it is undefined. */
    static String digits(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** Writes a duration in its largest two units. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return whole < HOUR
                ? String.format(Locale.ROOT, "%d min %d s", whole / MINUTE, whole % MINUTE)
                : String.format(Locale.ROOT, "%d h %d min", whole / HOUR, whole % HOUR / MINUTE);
    }

    /** Writes a time of ISO 8601, such as {@code 2026-01-31T12:00:00Z}, with blanks, at which lines can be broken. */
    static String time(String time) {
        return time.replace('T', ' ').replace("Z", " UTC");
    }

    /** Writes a number of bytes. */
    static String bytes(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + " bytes";
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / (double) (1 << 10))
                : bytes < 1 << 30
                        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
                        : String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
    }

    /** Rounds to five significant digits, which is more than a chart shows, to keep the page small. */
    static double rounded(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value;
        }
        double scale = Math.pow(10, 4 - Math.floor(Math.log10(Math.abs(value))));
        return Double.isFinite(scale) ? Math.round(value * scale) / scale : value;
    }
}
