package io.winnow.trainer.cli;

import io.winnow.trainer.evaluate.LabelErrorReport;
import io.winnow.trainer.predict.ModelJudge;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options of an evaluation on corrected test labels. */
final class LabelErrorOptions {
    @Option(
            names = "--label-errors",
            paramLabel = "FILE",
            description =
                    "Evaluates a classifier on corrected test labels, too. The file has the columns key and corrected, with the right class of"
                            + " each test example that was checked, or nothing if it has no single right class; and optionally given, the"
                            + " label as it was.")
    private Optional<Path> corrections = Optional.empty();

    @Option(
            names = "--against",
            paramLabel = "MODEL",
            description =
                    "Another model to compare on the same test data; needs --label-errors. Prints the share of wrong test labels from which on it"
                            + " is the better one, if there is one. May be repeated.")
    private List<Path> others = List.of();

    /** Returns whether test labels are to be corrected. */
    boolean isGiven() {
        return corrections.isPresent();
    }

    /**
     * Evaluates a model and those that it is compared with.
     *
     * @param mixed whether options are given that have no meaning here
     */
    LabelErrorReport report(Path model, TestPredictor predictor, boolean mixed) throws IOException {
        if (mixed) {
            throw new UserException(
                    "--label-errors cannot be used together with --flip, --train or --tables. Leave these out.");
        }
        Path file = InputPaths.require(corrections.orElseThrow());
        Map<String, ModelJudge.Predicted> models = new LinkedHashMap<>();
        for (Path each : Stream.concat(Stream.of(model), others.stream()).toList()) {
            if (models.containsKey(each.toString())) {
                throw new UserException(
                        "The model " + each + " is given twice. Name each model once, as MODEL or with --against.");
            }
            models.put(each.toString(), predictor.of(each));
        }
        return LabelErrors.of(file, models);
    }
}
