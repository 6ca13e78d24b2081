package io.winnow.trainer.modality;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.SimulatedDomains;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.run.UserException;
import java.util.Optional;

/** Simulated domains, which differ in their mixture of classes only. */
@Doc(
        "Simulated domains without labels, which differ in their mixture of classes only (latent label shift). Not all examples are"
                + " used: each domain has as many of a class as its mixture says. Test examples get domains with the same mixtures, and are"
                + " evaluated with their true classes.")
public record DomainSimulation(
        @Doc("Number of domains, at least the number of classes.")
        int count,

        @Doc(
                "Sum of the parameters of the Dirichlet distribution from which the mixture of each domain is drawn. The smaller, the more the"
                        + " domains differ.")
        @Default("3")
        double alpha,

        @Doc(
                "Largest condition number of the matrix of mixtures, which is drawn again until it is met. The larger, the harder classes are"
                        + " to tell apart.")
        @Default("4")
        double condition)
        implements WeakSimulation.Rule {
    /** Number of the part of the test examples. */
    private static final int TEST = 2;

    public DomainSimulation {
        new Checks()
                .atLeast("count", count, 2)
                .positive("alpha", alpha)
                .that(condition > 1, "condition", "must be above 1, found " + condition)
                .done();
    }

    @Override
    public Class<? extends Labels> given() {
        return DomainLabels.class;
    }

    @Override
    public Labels of(ClassLabels truth, long seed, int part) {
        DomainLabels drawn = SimulatedDomains.draw(truth, mixtures(truth, seed), seed, part);
        // Only the test examples are ever judged by their true classes.
        return new DomainLabels(drawn.domains(), drawn.domainNames(), drawn.classCount(), Optional.empty());
    }

    @Override
    public Labels ofTest(ClassLabels truth, long seed) {
        return SimulatedDomains.draw(truth, mixtures(truth, seed), seed, TEST);
    }

    private double[][] mixtures(ClassLabels truth, long seed) {
        int classes = truth.classCount();
        if (count < classes) {
            throw new UserException("data.labels simulates " + count + " domains (domain.count) of " + classes
                    + " classes, but classes cannot be found in fewer domains than there are classes. Set domain.count to at"
                    + " least " + classes + ".");
        }
        return SimulatedDomains.mixtures(count, classes, alpha, condition, seed)
                .orElseThrow(() -> new UserException("No mixtures of " + classes + " classes in " + count
                        + " domains with alpha " + alpha + " were found whose condition number is at most " + condition
                        + " (domain.condition). Allow a larger one, use more domains, or lower domain.alpha."));
    }
}
