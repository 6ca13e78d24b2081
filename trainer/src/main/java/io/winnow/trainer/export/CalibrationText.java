package io.winnow.trainer.export;

import io.winnow.trainer.evaluate.SelectiveThreshold;
import io.winnow.trainer.model.Calibration;
import io.winnow.trainer.model.ModelDescription;
import io.winnow.trainer.model.ModelOutput;
import java.util.Locale;

/** The section on probabilities in the README and the model card of a bundle with a classifier. */
final class CalibrationText {
    private CalibrationText() {}

    /** Returns the section; empty for a model without probabilities. */
    static String of(ModelDescription model) {
        if (model.kind() != ModelOutput.Kind.CLASSIFIER) {
            return "";
        }
        Calibration calibration = model.calibration();
        StringBuilder text = new StringBuilder("\n## Probabilities\n\n");
        if (calibration == null) {
            return text.append("The probabilities of this model were not calibrated when it was exported.\n")
                    .toString();
        }
        text.append(String.format(
                        Locale.ROOT,
                        "The probabilities are calibrated: the files divide the outputs of the head (logits) by the"
                                + " temperature %.6g. It is the one at which the labels of the validation data are most"
                                + " likely. If some of these labels are wrong, the probabilities are those of the labels,"
                                + " not of the truth.%n%n",
                        calibration.temperature()))
                .append("| data | labels | ECE before | ECE after | NLL before | NLL after |\n")
                .append("|---|---|---|---|---|---|\n");
        row(text, "validation (cross-fitted in five parts)", calibration.validation());
        if (calibration.test() != null) {
            row(text, "test", calibration.test());
        }
        text.append("\n"
                + "ECE is the expected calibration error in 15 bins, NLL the mean negative log-likelihood. For"
                + " both, less is better.\n");
        if (calibration.abstention() != null) {
            abstention(text, calibration.abstention());
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, Calibration.Effect effect) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.4f | %.4f | %.4f | %.4f |%n",
                name,
                effect.rows(),
                effect.before().ece(),
                effect.after().ece(),
                effect.before().nll(),
                effect.after().nll()));
    }

    private static void abstention(StringBuilder text, SelectiveThreshold chosen) {
        text.append(String.format(
                        Locale.ROOT,
                        "%nThe output `%s` (batch, 1) is true where the probability of the most probable class is"
                                + " above %.6g. With 95%% confidence, at least %s of the accepted predictions are right"
                                + " for further data of the same kind as the validation data: the threshold is the lowest"
                                + " of %d candidates at which the exact lower confidence bound of the precision, corrected"
                                + " for their number, reaches this share. The temperature was fitted to the same data,"
                                + " which the bound does not account for.%n%n",
                        ModelOutput.ACCEPTED,
                        chosen.threshold(),
                        chosen.precision(),
                        SelectiveThreshold.CANDIDATES))
                .append("| data | examples | accepted | precision of the accepted |\n|---|---|---|---|\n");
        row(text, "validation, by which it was chosen", chosen.validation());
        if (chosen.test() != null) {
            row(text, "test", chosen.test());
        }
    }

    private static void row(StringBuilder text, String name, SelectiveThreshold.Accepted accepted) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d (%.1f%%) | %s |%n",
                name,
                accepted.examples(),
                accepted.accepted(),
                100 * accepted.coverage(),
                accepted.accepted() == 0 ? "none accepted" : String.format(Locale.ROOT, "%.4f", accepted.precision())));
    }
}
