package io.winnow.trainer.modality;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.SimulatedBags;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Doc;
import java.util.Optional;

/** Simulated bags, of which only the shares of the classes are known. */
@Doc("Simulated bags of examples, of which only the shares of the classes are known (label proportions).")
public record BagSimulation(
        @Doc("Number of examples in a bag. The last bag may have fewer.")
        int size,

        @Doc(
                "Column of numbers by which the examples are ordered before they are divided, so that the members of a bag have similar"
                        + " values. By default, bags are filled at random.")
        Optional<String> by)
        implements WeakSimulation.Rule {
    public BagSimulation {
        new Checks().positive("size", size).done();
    }

    @Override
    public Class<? extends Labels> given() {
        return BagLabels.class;
    }

    @Override
    public Optional<String> column() {
        return by;
    }

    @Override
    public Labels of(ClassLabels truth, long seed, int part) {
        return SimulatedBags.draw(truth, size, Optional.empty(), seed, part);
    }

    @Override
    public Labels by(double[] values, ClassLabels truth, long seed, int part) {
        return SimulatedBags.draw(truth, size, Optional.of(values), seed, part);
    }
}
