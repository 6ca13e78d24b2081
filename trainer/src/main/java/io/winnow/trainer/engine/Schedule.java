package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Span;
import java.util.List;

/**
 * A learning rate schedule: a factor by which the learning rate of the optimizer is multiplied. It is a pure function of the step.
 *
 * <p>During a warm-up of W steps the factor rises linearly from 1/W at step 0 to 1 at step W - 1. The part after the warm-up starts at step
 * W with progress 0, and would reach progress 1 at the step after the last.
 */
@Doc("Learning rate schedule: a factor, at most 1, by which the optimizer's learning rate is multiplied at each step.")
public sealed interface Schedule {
    /** Returns the factor at a step; steps are counted from 0. */
    double factor(long step, Horizon horizon);

    /** Length of the linear warm-up. */
    Span warmup();

    /** A constant learning rate after the warm-up. */
    @Kind("constant")
    record Constant(
            @Doc("Length of the linear warm-up.") @Default("{steps: 0}")
            Span warmup) implements Schedule {
        @Override
        public double factor(long step, Horizon horizon) {
            return Phase.of(step, warmup, horizon).warm();
        }
    }

    /** Cosine decay from 1 to {@code floor} (Loshchilov and Hutter 2017, without restarts). */
    @Kind("cosine")
    record Cosine(
            @Doc("Length of the linear warm-up.") @Default("{steps: 0}")
            Span warmup,

            @Doc("Factor at the end of the training, in [0, 1].") @Default("0")
            double floor)
            implements Schedule {
        public Cosine {
            new Checks().between("floor", floor, 0, 1).done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            Phase phase = Phase.of(step, warmup, horizon);
            return phase.warm() * cosine(1, floor, phase.progress());
        }
    }

    /** Cosine decay that ends before it is 0: {@code cos(pi part progress)} (UDA, arXiv 1904.12848; FixMatch, arXiv 2001.07685, section 2.3). */
    @Kind("cosine_arc")
    record CosineArc(
            @Doc("Length of the linear warm-up.") @Default("{steps: 0}")
            Span warmup,

            @Doc(
                    "Part of the half period of the cosine that the training goes through, above 0 and at most 0.5. UDA and FixMatch have 7/16,"
                            + " with which the last factor is 0.195.")
            @Default("0.4375")
            double part)
            implements Schedule {
        public CosineArc {
            new Checks()
                    .that(part > 0 && part <= 0.5, "part", "must be above 0 and at most 0.5, found " + part)
                    .done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            Phase phase = Phase.of(step, warmup, horizon);
            return phase.warm() * Math.cos(Math.PI * part * phase.progress());
        }
    }

    /** Step decay: at each milestone the factor is multiplied by {@code gamma}. */
    @Kind("step")
    record Step(
            @Doc("Length of the linear warm-up.") @Default("{steps: 0}")
            Span warmup,

            @Doc(
                    "Points in the training at which the learning rate drops, counted from its start: [{epochs: 30}, {epochs: 60}].")
            List<Span> milestones,

            @Doc("Factor by which the learning rate is multiplied at each milestone, in [0, 1].") @Default("0.1")
            double gamma)
            implements Schedule {
        public Step {
            new Checks().between("gamma", gamma, 0, 1).done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            long passed = milestones.stream()
                    .filter(milestone -> step >= horizon.steps(milestone))
                    .count();
            return Phase.of(step, warmup, horizon).warm() * Math.pow(gamma, (double) passed);
        }
    }

    /** Polynomial decay: {@code floor + (1 - floor) * (1 - progress)^power}. */
    @Kind("polynomial")
    record Polynomial(
            @Doc("Length of the linear warm-up.") @Default("{steps: 0}")
            Span warmup,

            @Doc("Exponent of the decay: 1 is linear.") @Default("1")
            double power,

            @Doc("Factor at the end of the training, in [0, 1].") @Default("0")
            double floor)
            implements Schedule {
        public Polynomial {
            new Checks().positive("power", power).between("floor", floor, 0, 1).done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            Phase phase = Phase.of(step, warmup, horizon);
            return phase.warm() * (floor + (1 - floor) * Math.pow(1 - phase.progress(), power));
        }
    }

    /** Exponential decay from 1 to {@code floor}, which the last step has. */
    @Kind("exponential")
    record Exponential(
            @Doc("Length of the linear warm-up.") @Default("{steps: 0}")
            Span warmup,

            @Doc("Factor at the last step, above 0 and at most 1.") @Default("0.01")
            double floor)
            implements Schedule {
        public Exponential {
            new Checks()
                    .that(floor > 0 && floor <= 1, "floor", "must be above 0 and at most 1, found " + floor)
                    .done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            long begin = horizon.steps(warmup);
            long last = horizon.steps() - 1;
            return step < begin
                    ? Phase.of(step, warmup, horizon).warm()
                    : Math.pow(floor, Math.min(1, (step - begin) / (double) Math.max(1, last - begin)));
        }
    }

    /**
     * The one-cycle policy (Smith and Topin 2019), as in PyTorch's OneCycleLR: the factor rises from {@code 1/start_divisor} to 1 during
     * the warm-up, then falls to {@code 1/(start_divisor * end_divisor)} at the last step. Both parts follow a cosine. PyTorch's {@code
     * pct_start} is the warm-up as a fraction of the training.
     */
    @Kind("one_cycle")
    record OneCycle(
            @Doc("Length of the rising part.") Span warmup,

            @Doc("The first factor is 1 / start_divisor. PyTorch's div_factor.") @Default("25")
            double startDivisor,

            @Doc("The last factor is 1 / (start_divisor * end_divisor). PyTorch's final_div_factor.") @Default("1e4")
            double endDivisor)
            implements Schedule {
        public OneCycle {
            new Checks()
                    .atLeast("start_divisor", startDivisor, 1)
                    .atLeast("end_divisor", endDivisor, 1)
                    .done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            double top = Math.max(0, (double) horizon.steps(warmup) - 1);
            double end = (double) horizon.steps() - 1;
            double start = 1 / startDivisor;
            if (step <= top) {
                return top == 0 ? 1 : cosine(start, 1, step / top);
            }
            return cosine(1, start / endDivisor, Math.min(1, (step - top) / Math.max(1, end - top)));
        }
    }

    private static double cosine(double from, double to, double progress) {
        return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    /**
     * The position of a step in a schedule.
     *
     * @param warm factor of the warm-up, 1 after it
     * @param progress progress after the warm-up, in [0, 1]
     */
    record Phase(double warm, double progress) {
        static Phase of(long step, Span warmup, Horizon horizon) {
            long warmupSteps = horizon.steps(warmup);
            return step < warmupSteps
                    ? new Phase((step + 1.0) / warmupSteps, 0)
                    : new Phase(
                            1, Math.min(1, (step - warmupSteps) / (double) Math.max(1, horizon.steps() - warmupSteps)));
        }
    }
}
