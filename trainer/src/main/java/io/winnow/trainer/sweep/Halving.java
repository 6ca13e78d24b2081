package io.winnow.trainer.sweep;

import io.winnow.trainer.config.Span;
import io.winnow.trainer.run.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Successive halving (Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016; the
 * notation is that of Li et al., arXiv 1810.05934, algorithm 1). All trials are trained for a short time. The best 1 / eta of them are
 * trained eta times as long, and so on, up to the duration R in the configuration. In rung i of 0 to s there are n_i = floor(n / eta^i)
 * trials of the duration r_i = R / eta^(s - i).
 *
 * <p>The rungs are synchronous: a rung begins when the one before it is complete, so that the result does not depend on which training
 * happened to end first. Each rung trains from the beginning, since the schedule of the learning rate depends on the duration: a training of
 * R / eta that goes on is not a training of R.
 *
 * @param rungs the rungs, in order
 */
public record Halving(List<Rung> rungs) {
    public Halving {
        rungs = List.copyOf(rungs);
    }

    /**
     * A rung.
     *
     * @param trials number of trials
     * @param duration duration of each training
     */
    public record Rung(int trials, Span duration) {
        /** Returns the duration as it is written in YAML. */
        public String written() {
            return duration.epochs()
                    .map(each -> "{epochs: " + plain(each) + "}")
                    .or(() -> duration.steps().map(each -> "{steps: " + each + "}"))
                    .orElseGet(() -> "{examples: " + duration.examples().orElseThrow() + "}");
        }

        private static String plain(double epochs) {
            return epochs == Math.rint(epochs) ? Long.toString((long) epochs) : Double.toString(epochs);
        }
    }

    /**
     * Plans the rungs.
     *
     * @param trials number n of trials
     * @param longest duration R of the last rung
     * @param eta at least 2
     * @param rungs number s + 1 of rungs; empty for as many as leave a trial in the last rung, and an epoch, or a step, in the first
     * @throws UserException if trials or duration do not suffice for so many rungs
     */
    public static Halving of(int trials, Span longest, int eta, Optional<Integer> rungs) {
        if (eta < 2) {
            throw new UserException(
                    "--eta must be at least 2: it divides the number of trials from rung to rung; found " + eta + ".");
        }
        double budget = longest.epochs()
                .orElseGet(() ->
                        longest.steps().or(longest::examples).orElseThrow().doubleValue());
        int most = 1 + Math.min(powers(trials, eta), powers(budget, eta));
        int count = rungs.orElse(most);
        if (count < 2 || count > most) {
            String why = trials + " trials and a duration of " + new Rung(1, longest).written() + " with --eta " + eta;
            throw new UserException(
                    most < 2
                            ? "Successive halving needs at least two rungs, but " + why
                                    + " allow only one. Use more trials or a longer duration, or --strategy random or"
                                    + " grid."
                            : "--rungs must be from 2 to " + most + ", which " + why + " allow; found " + count + ".");
        }
        List<Rung> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double divisor = Math.pow(eta, count - 1 - i);
            all.add(new Rung((int) (trials / Math.pow(eta, i)), part(longest, divisor)));
        }
        return new Halving(all);
    }

    /** Returns the largest power of eta that a number holds: floor(log(number) / log(eta)), without rounding errors. */
    private static int powers(double number, int eta) {
        int power = 0;
        for (double product = eta; product <= number; product *= eta) {
            power++;
        }
        return power;
    }

    /** Returns a part of a duration. Whole numbers of epochs stay whole. */
    private static Span part(Span longest, double divisor) {
        if (longest.epochs().isPresent()) {
            double epochs = longest.epochs().get();
            return Span.ofEpochs(epochs == Math.rint(epochs) ? Math.rint(epochs / divisor) : epochs / divisor);
        }
        return longest.steps().isPresent()
                ? Span.ofSteps(Math.round(longest.steps().get() / divisor))
                : Span.ofExamples(Math.round(longest.examples().orElseThrow() / divisor));
    }
}
