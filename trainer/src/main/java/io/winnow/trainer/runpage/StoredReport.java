package io.winnow.trainer.runpage;

import io.winnow.trainer.evaluate.ClassificationReport;
import io.winnow.trainer.evaluate.LabelSetReport;
import io.winnow.trainer.recipe.EncoderRecipe;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.target.Target;
import io.winnow.trainer.target.classes.ClassTarget;
import io.winnow.trainer.target.sets.SetTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the report of a run on its test predictions, for which the data need not be there. */
final class StoredReport {
    /** The figures of each class in a report on label sets; null in one on so many classes that they were left out. */
    record Sets(List<LabelSetReport.PerClass> perClass) {}

    private StoredReport() {}

    /** Returns the report of a classifier of one class; empty if the run has none yet, or learns something else. */
    static Optional<ClassificationReport> classes(RunFiles files) throws IOException {
        Optional<Path> file = file(files, ClassTarget.class);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        ClassificationReport report = Json.read(file.get(), ClassificationReport.class);
        // The report on labels that are distributions has neither.
        return report.confusion() == null || report.perClass() == null ? Optional.empty() : Optional.of(report);
    }

    /** Returns the figures of each class of a classifier of label sets; empty if the run has none yet, or learns something else. */
    static Optional<Sets> sets(RunFiles files) throws IOException {
        Optional<Path> file = file(files, SetTarget.class);
        return file.isEmpty() ? Optional.empty() : Optional.of(Json.read(file.get(), Sets.class));
    }

    private static Optional<Path> file(RunFiles files, Class<? extends Target> target) {
        boolean same = files.data()
                .filter(data ->
                        data.inputs() != null && target.isInstance(data.inputs().target()))
                .isPresent();
        return same && files.run().experiment().recipe() instanceof EncoderRecipe recipe
                ? recipe.evaluation().reportFile(files.run())
                : Optional.empty();
    }
}
