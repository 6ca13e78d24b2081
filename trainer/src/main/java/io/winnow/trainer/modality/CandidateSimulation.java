package io.winnow.trainer.modality;

import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.CandidateSets;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.config.Checks;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.run.UserException;
import java.util.Arrays;
import java.util.List;

/** Simulated candidates: the true class, and others that join it by chance. */
@Doc("Simulated candidates, one of which is the true class (partial labels).")
public record CandidateSimulation(
        @Doc("Probability with which each other class joins the true one, in [0, 1).") @Default("0.1")
        double flip,

        @Doc(
                "Groups of classes that are easily confused, such as [[shirt, coat], [sandal, sneaker]]. A class of the same"
                        + " group joins the true one with the probability confused, instead of flip.")
        @Default("[]")
        List<List<String>> confusable,

        @Doc("Probability with which a class of the same group joins the true one, in [0, 1].") @Default("0.5")
        double confused)
        implements WeakSimulation.Rule {
    private static final double USUAL_CONFUSED = 0.5;

    public CandidateSimulation {
        new Checks()
                .below("flip", flip, 0, 1)
                .between("confused", confused, 0, 1)
                .that(
                        !confusable.isEmpty() || confused == USUAL_CONFUSED,
                        "confused",
                        "must be left out without confusable, which names the classes that are confused; found "
                                + confused)
                .done();
    }

    @Override
    public Class<? extends Labels> given() {
        return CandidateLabels.class;
    }

    @Override
    public Labels of(ClassLabels truth, long seed, int part) {
        double[][] joins = new double[truth.classCount()][truth.classCount()];
        for (double[] row : joins) {
            Arrays.fill(row, flip);
        }
        for (List<String> group : confusable) {
            for (String one : group) {
                for (String other : group) {
                    joins[number(one, truth.classNames())][number(other, truth.classNames())] = confused;
                }
            }
        }
        return new CandidateLabels(CandidateSets.draw(truth.classes(), joins, seed, part), truth.classNames());
    }

    private static int number(String name, List<String> names) {
        int number = names.indexOf(name);
        if (number < 0) {
            throw new UserException("data.labels.*.simulate.candidates.confusable has the class '" + name + "', which"
                    + " is unknown; " + Names.allowedAtEnd(name, names));
        }
        return number;
    }
}
