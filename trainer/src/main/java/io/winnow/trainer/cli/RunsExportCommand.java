package io.winnow.trainer.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.engine.TrainerState;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.MetricEvent;
import io.winnow.trainer.run.MetricsFile;
import io.winnow.trainer.run.RunDirectory;
import io.winnow.trainer.run.StageSummary;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow runs export}. */
@Command(
        name = "export",
        description = "Writes the metrics of a run in a format of other tools.",
        mixinStandardHelpOptions = true)
final class RunsExportCommand implements Callable<Integer> {
    /** Formats, by their names on the command line. */
    enum Format {
        TRAINER_STATE,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Parameters(paramLabel = "RUN", description = "Directory of a run, complete or not.")
    private Path folder;

    @Option(
            names = "--format",
            required = true,
            description =
                    "trainer-state: trainer_state.json of HuggingFace's Trainer, with loss, learning rate and eval_"
                            + " metrics of one stage; csv: all metrics, with the columns stage, step, epoch, time, metric"
                            + " and value")
    private Format format;

    @Option(
            names = "--stage",
            description =
                    "Stage whose metrics are written. Default: the last one that trains for trainer-state, all for csv")
    private String stage;

    @Option(names = "--output", paramLabel = "FILE", description = "File to write. Default: standard output")
    private Path output;

    @Option(names = "--force", description = "Replaces the output file if it exists already.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (output != null) {
            Outputs.requireFile("--output", output, force);
        }
        List<MetricEvent> all = MetricsFile.read(InputPaths.require(folder).resolve(RunDirectory.METRICS));
        if (all.isEmpty()) {
            throw new UserException(folder + " has no metrics: its file " + RunDirectory.METRICS
                    + " is empty or absent. Name the directory of a run;" + " `winnow runs list` lists them.");
        }
        String text = format == Format.CSV ? csv(stage == null ? all : ofStage(all, label(all))) : state(all);
        if (output == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            AtomicFiles.write(output, text);
        }
        return 0;
    }

    private static List<MetricEvent> ofStage(List<MetricEvent> all, String label) {
        return all.stream().filter(event -> event.stage().equals(label)).toList();
    }

    /** Returns the label of the stage that the user named with or without its number. */
    private String label(List<MetricEvent> all) {
        List<String> labels = all.stream().map(MetricEvent::stage).distinct().toList();
        return labels.stream()
                .filter(label -> label.equals(stage) || name(label).equals(stage))
                .findFirst()
                .orElseThrow(() -> new UserException("There are no metrics of a stage '" + stage + "' in " + folder
                        + "; "
                        + Names.allowedAtEnd(
                                stage,
                                labels.stream().map(RunsExportCommand::name).toList())));
    }

    private static String name(String label) {
        return label.replaceFirst("^\\d+-", "");
    }

    private String state(List<MetricEvent> all) throws IOException {
        String label = stage != null
                ? label(all)
                : all.stream()
                        .filter(TrainerState::isOfTraining)
                        .reduce((first, later) -> later)
                        .map(MetricEvent::stage)
                        .orElseThrow(() -> new UserException("No stage of " + folder
                                + " has recorded a training. Export its metrics with --format csv."));
        List<MetricEvent> events = ofStage(all, label);
        if (events.stream().noneMatch(TrainerState::isOfTraining)) {
            throw new UserException("The stage " + label + " of " + folder
                    + " does not train, so it has no trainer_state.json. Export its metrics with --format csv.");
        }
        Path summary = folder.resolve(RunDirectory.STAGES).resolve(label).resolve(RunDirectory.STAGE_SUMMARY);
        Map<String, Double> metrics =
                Files.exists(summary) ? Json.read(summary, StageSummary.class).metrics() : Map.of();
        return Json.page(TrainerState.of(events, metrics, step -> checkpoint(label, step)));
    }

    private Optional<String> checkpoint(String label, long step) {
        Path path = folder.resolve(RunDirectory.STAGES)
                .resolve(label)
                .resolve("checkpoints")
                .resolve(String.format(Locale.ROOT, "step-%08d", step));
        return Files.isDirectory(path) ? Optional.of(path.toString()) : Optional.empty();
    }

    private static String csv(List<MetricEvent> events) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            writer.writeRecord("stage", "step", "epoch", "time", "metric", "value");
            for (MetricEvent event : events) {
                event.values()
                        .forEach((metric, value) -> writer.writeRecord(
                                event.stage(),
                                Long.toString(event.step()),
                                Double.toString(event.epoch()),
                                Double.toString(event.time()),
                                metric,
                                String.valueOf(value)));
            }
        }
        return text.toString();
    }
}
