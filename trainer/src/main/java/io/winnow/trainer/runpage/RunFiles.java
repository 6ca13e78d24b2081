package io.winnow.trainer.runpage;

import io.winnow.trainer.recipe.DataRecord;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.Manifest;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.Result;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the files of a run say of it.
 *
 * @param name what the page calls the run
 * @param data what the data were; empty if the run has not read them yet
 * @param result empty until the run is complete
 * @param stages summaries of the complete stages, in order
 * @param metrics everything that was measured, in order
 */
record RunFiles(
        String name,
        FinishedRun run,
        Manifest manifest,
        Optional<DataRecord> data,
        Optional<Result> result,
        List<StageSummary> stages,
        List<MetricEvent> metrics) {
    RunFiles {
        stages = List.copyOf(stages);
        metrics = List.copyOf(metrics);
    }

    /**
     * Reads the files of a run, which need not be complete.
     *
     * @throws UserException if the folder is not that of a run
     */
    static RunFiles open(Path folder) throws IOException {
        FinishedRun run = FinishedRun.open(folder);
        if (!Files.exists(folder.resolve("run.json"))) {
            throw new UserException(folder + " is not the folder of a run: it has a config.yaml, but no run.json."
                    + " `winnow runs list` lists the runs.");
        }
        return new RunFiles(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                run,
                run.manifest(),
                Files.exists(folder.resolve(DataRecord.FILE)) ? Optional.of(run.data()) : Optional.empty(),
                run.result(),
                run.summaries(),
                MetricsFile.read(folder.resolve("metrics.jsonl")));
    }

    /** Returns the same run under another name. */
    RunFiles named(String other) {
        return new RunFiles(other, run, manifest, data, result, stages, metrics);
    }

    /** Returns the noun in the plural for the examples, such as {@code images}. */
    String unit() {
        return run.experiment().recipe().examples().map(each -> each.unit()).orElse("pairs");
    }

    /** Returns a figure that one of the stages reported. */
    OptionalDouble figure(String metric) {
        return stages.stream()
                .filter(stage -> stage.metrics().containsKey(metric))
                .mapToDouble(stage -> stage.metrics().get(metric))
                .findFirst();
    }
}
