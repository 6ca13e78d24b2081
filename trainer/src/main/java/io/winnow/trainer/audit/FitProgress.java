package io.winnow.trainer.audit;

import io.winnow.trainer.evaluate.LinearProbe;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says how long the linear classifiers of an audit will take, after their first steps, and from time to time how far they are. */
final class FitProgress implements LinearProbe.Watcher {
    /** Steps that are timed before the estimate. */
    private static final int TIMED = 3;
    /** Steps of a quick and of a slow fit, as experience with label sets has it. */
    private static final int FEW = 20;

    private static final int MANY = 200;
    /** Nothing is said of audits that are sure to take less. */
    private static final double QUICK_SECONDS = 30;

    private final int fits;
    private final String fewer;
    private final LongSupplier nanos;
    private final Consumer<String> say;
    /** Time that fits took; an audit does other work between them. */
    private long spent;

    private long last;
    private long begun;
    private int fit;
    private int steps;
    private int ofFit;
    private double said;

    /**
     * @param fits number of fits
     * @param fewer by what a user audits fewer examples
     * @param nanos the clock
     */
    FitProgress(int fits, String fewer, LongSupplier nanos, Consumer<String> say) {
        this.fits = fits;
        this.fewer = fewer;
        this.nanos = nanos;
        this.say = say;
        last = nanos.getAsLong();
    }

    /**
     * Returns the number of fits of an audit: the first fold tries all strengths of the regularisation, and every fold fits to a part of its
     * examples and then to all of them.
     */
    static int fits(int folds, LinearProbe.Options options) {
        return options.lambdas().size() + 1 + 2 * (folds - 1);
    }

    /** Returns the number of fits of an audit that fits a second time, when the strength of the regularisation is known. */
    static int fitsTwice(int folds, LinearProbe.Options options) {
        return fits(folds, options) + 2 * folds;
    }

    @Override
    public void fit() {
        fit++;
        ofFit = 0;
        last = nanos.getAsLong();
    }

    @Override
    public void step() {
        steps++;
        ofFit++;
        long now = nanos.getAsLong();
        spent += now - last;
        last = now;
        if (steps == 1) {
            // The first step also compiles the loss and takes memory from the system, so it is not timed.
            begun = now;
        } else if (steps == 1 + TIMED) {
            double each = (now - begun) / 1e9 / TIMED;
            if (each * MANY * fits >= QUICK_SECONDS) {
                say.accept("The linear classifiers take about " + TimeLeft.time(each * FEW * fits) + " to "
                        + TimeLeft.time(each * MANY * fits) + ": " + fits + " fits of usually " + FEW + " to " + MANY
                        + " steps, a step takes " + String.format(Locale.ROOT, "%.2f s", each)
                        + ". Fewer examples (" + fewer + ") or classes take less.");
            }
        }
        double seconds = spent / 1e9;
        if (seconds - said >= TimeLeft.EVERY_SECONDS) {
            said = seconds;
            say.accept("Linear classifiers: fit " + fit + " of " + fits + ", step " + ofFit + ", after "
                    + TimeLeft.time(seconds) + left(seconds) + ".");
        }
    }

    /** Returns how long the other fits will take if they have as many steps as those that have ended, which is a rough guess. */
    private String left(double seconds) {
        int ended = fit - 1;
        if (ended == 0) {
            return "";
        }
        double usual = (double) (steps - ofFit) / ended;
        double stepsLeft = Math.max(0, usual - ofFit) + usual * (fits - fit);
        return ", about " + TimeLeft.time(seconds / steps * stepsLeft) + " left";
    }
}
