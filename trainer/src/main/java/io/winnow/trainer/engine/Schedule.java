package io.winnow.trainer.engine;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Span;
import java.util.List;

/**
 * The learning rate over time, as a factor of the optimizer's rate; a pure function of the step.
 *
 * <p>A warm-up of W steps rises linearly: 1/W at step 0, 1 at step W - 1. What follows starts at step W with progress 0 and would reach
 * progress 1 at the step after the last.
 */
@Doc("The learning rate over time, as a factor of the optimizer's rate.")
public sealed interface Schedule {
    /** The factor at a step, 0 the first. */
    double factor(long step, Horizon horizon);

    /** How long the rate rises at first. */
    Span warmup();

    /** The same rate throughout. */
    @Kind("constant")
    record Constant(@Default("{steps: 0}") Span warmup) implements Schedule {
        @Override
        public double factor(long step, Horizon horizon) {
            return Phase.of(step, warmup, horizon).warm();
        }
    }

    /** Half a cosine from 1 to {@code floor} (Loshchilov and Hutter 2017, without restarts). */
    @Kind("cosine")
    record Cosine(
            @Default("{steps: 0}") Span warmup,
            @Default("0") double floor) implements Schedule {
        public Cosine {
            new Checks().between("floor", floor, 0, 1).done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            Phase phase = Phase.of(step, warmup, horizon);
            return phase.warm() * cosine(1, floor, phase.progress());
        }
    }

    /** {@code gamma} times lower from each milestone on. */
    @Kind("step")
    record Step(
            @Default("{steps: 0}") Span warmup,
            List<Span> milestones,
            @Default("0.1") double gamma) implements Schedule {
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

    /** (1 - progress)^power. */
    @Kind("polynomial")
    record Polynomial(
            @Default("{steps: 0}") Span warmup,
            @Default("1") double power,
            @Default("0") double floor) implements Schedule {
        public Polynomial {
            new Checks().positive("power", power).between("floor", floor, 0, 1).done();
        }

        @Override
        public double factor(long step, Horizon horizon) {
            Phase phase = Phase.of(step, warmup, horizon);
            return phase.warm() * (floor + (1 - floor) * Math.pow(1 - phase.progress(), power));
        }
    }

    /**
     * Up from 1/{@code start_divisor} to 1 during the warm-up and down to {@code 1/(start_divisor * end_divisor)} at the last step, each
     * half a cosine (Smith and Topin 2019; as PyTorch's OneCycleLR, whose pct_start is the warm-up's share).
     */
    @Kind("one_cycle")
    record OneCycle(
            Span warmup,
            @Default("25") double startDivisor,
            @Default("1e4") double endDivisor) implements Schedule {
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

    /** Where a step lies: factor of the warm-up, and progress in [0, 1] after it. */
    record Phase(double warm, double progress) {
        static Phase of(long step, Span warmup, Horizon horizon) {
            long rising = horizon.steps(warmup);
            return step < rising
                    ? new Phase((step + 1.0) / rising, 0)
                    : new Phase(1, Math.min(1, (step - rising) / (double) Math.max(1, horizon.steps() - rising)));
        }
    }
}
