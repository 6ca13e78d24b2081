package io.winnow.trainer.recipe.semi;

import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.evaluate.Temperature;
import java.util.Arrays;

/** What the strongly changed copy of an example is to answer, given the probabilities p of the weakly changed one. */
@Doc(
        "What the strongly changed copy of an example is to answer, given the class probabilities of the weakly changed one.")
public sealed interface PseudoTarget {
    /** Returns the target of an example (K). */
    double[] of(double[] p);

    /** Whether a confidence must exceed a fixed threshold, rather than reach it. */
    boolean strict();

    /** The most probable class: FixMatch and its successors. */
    @Kind("hard")
    @Doc("The most probable class, as in FixMatch, FlexMatch and FreeMatch.")
    record Hard() implements PseudoTarget {
        @Override
        public double[] of(double[] p) {
            double[] target = new double[p.length];
            target[Ranks.largest(p)] = 1;
            return target;
        }

        @Override
        public boolean strict() {
            return false;
        }
    }

    /** The sharpened distribution softmax(z / temperature): UDA. */
    @Kind("sharpened")
    @Doc("The class probabilities, sharpened: softmax(logits / temperature), as in UDA.")
    record Sharpened(
            @Doc("Temperature, above 0. 1 leaves the probabilities as they are. UDA has 0.4 for images.")
            @Default("0.4")
            double temperature)
            implements PseudoTarget {
        public Sharpened {
            new Checks().positive("temperature", temperature).done();
        }

        @Override
        public double[] of(double[] p) {
            double[] scaled = Arrays.stream(p)
                    .map(each -> Math.log(Math.max(each, Double.MIN_NORMAL)) / temperature)
                    .toArray();
            return Temperature.probabilities(scaled, 1);
        }

        @Override
        public boolean strict() {
            return true;
        }
    }
}
