package io.winnow.trainer.audit;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** Says from time to time how far a long piece of work is, and how long it will still take; nothing of quick ones. */
final class TimeLeft implements IntConsumer {
    /** Time between two messages. */
    static final double EVERY_SECONDS = 30;

    private final String work;
    private final long total;
    private final LongSupplier nanos;
    private final Consumer<String> say;
    private final long begin;
    private long done;
    private double said;

    /**
     * @param work what is done, as the beginning of a message
     * @param total number of units of the work
     * @param nanos the clock
     */
    TimeLeft(String work, long total, LongSupplier nanos, Consumer<String> say) {
        this.work = work;
        this.total = total;
        this.nanos = nanos;
        this.say = say;
        begin = nanos.getAsLong();
    }

    TimeLeft(String work, long total, Consumer<String> say) {
        this(work, total, System::nanoTime, say);
    }

    /** @param more number of units that were done since the last call */
    @Override
    public void accept(int more) {
        done += more;
        double seconds = (nanos.getAsLong() - begin) / 1e9;
        if (done > 0 && done < total && seconds - said >= EVERY_SECONDS) {
            said = seconds;
            say.accept(String.format(
                    Locale.ROOT,
                    "%s: %d%% done after %s, about %s left.",
                    work,
                    100 * done / total,
                    time(seconds),
                    time(seconds * (total - done) / done)));
        }
    }

    /** Formats a duration in the unit that suits it. */
    static String time(double seconds) {
        return seconds < 100
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : seconds < 6000
                        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
