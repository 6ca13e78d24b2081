package io.winnow.trainer.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.trainer.audit.AnnotatorOpinion;
import io.winnow.trainer.audit.AuditFiles;
import io.winnow.trainer.audit.AuditOptions;
import io.winnow.trainer.audit.AuditTasks;
import io.winnow.trainer.audit.Audits;
import io.winnow.trainer.audit.CheckedAnswers;
import io.winnow.trainer.audit.Findings;
import io.winnow.trainer.audit.LabelAudit;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.evaluate.LinearProbe;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow audit}. */
@Command(
        name = "audit",
        description =
                "Ranks the training or test labels of a run by how likely they are to be wrong, and suggests other labels. It also"
                        + " lists contradictory copies, duplicates, leaks and outliers. On the page audit.html, you"
                        + " accept, change or dismiss labels. It can also rank the labels of a file, by vectors that you have.",
        subcommands = {AnswersCommand.class, ApplyCommand.class},
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer>, FolderWriter {
    @Parameters(
            paramLabel = "RUN|LABELS",
            arity = "0..1", // required, but not beside a subcommand
            description = "Directory of a run whose examples have labels. Or, together with --vectors, a file with a"
                    + " class per record: CSV, TSV, JSON lines or Parquet.")
    private Path folder;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder to write labels.csv, labels.jsonl, items.csv, items.jsonl and audit.html to. Default:"
                    + " RUN/audit (with --split test: RUN/audit-test), or the name of the file LABELS with -audit in the"
                    + " current folder")
    private Path output;

    @Option(
            names = "--by",
            paramLabel = "METHOD",
            description =
                    "Method that ranks the labels. confident: confident learning with linear classifiers; kernel: the"
                            + " same with kernel classifiers; neighbours: votes of the nearest neighbours;"
                            + " training: how well a linear classifier learns each label; mean: the mean of the first"
                            + " three, with all labels and again without the most suspicious ones, and of training. Only"
                            + " labels of one class each have training, and levels, numbers, distributions and votes have"
                            + " no confident. Default: ${DEFAULT-VALUE}")
    private String by = LabelAudit.MEAN;

    @Option(
            names = "--folds",
            paramLabel = "N",
            description =
                    "Number of folds: each example is judged by classifiers that were fitted to the other folds. At"
                            + " least 2. Default: ${DEFAULT-VALUE}")
    private int folds = 5;

    @Option(
            names = "--neighbours",
            paramLabel = "N",
            description = "Number of nearest neighbours that vote on each label. Default: ${DEFAULT-VALUE}")
    private int neighbours = 50;

    @Option(
            names = "--top",
            paramLabel = "N",
            description =
                    "Number of labels of each list that audit.html shows, most suspicious first, and of duplicates, leaks and"
                            + " outliers of each kind. Default: ${DEFAULT-VALUE}")
    private int top = 500;

    @Option(
            names = "--opinion",
            paramLabel = "ANNOTATIONS",
            description = "Labels of annotators, which become a column of the list and a part of the mean: a folder of"
                    + " `winnow annotate`, its probabilities.jsonl, or a file with the columns key, annotator and"
                    + " label. Then --by may also be annotations, or models, which is the mean without them.")
    private Optional<Path> opinion = Optional.empty();

    @Option(
            names = "--tasks",
            description =
                    "Also writes the labels that audit.html shows, contradictory copies and outliers as tasks for Label"
                            + " Studio, CVAT and spreadsheets, to the folder tasks in the output folder. Labels must be"
                            + " classes or sets of classes.")
    private boolean tasks;

    @Option(
            names = "--labels-only",
            description =
                    "Looks at the labels alone. Otherwise, the audit also reads all examples once, to find contradictory"
                            + " copies, near duplicates, leaks between the parts of the data, and outliers.")
    private boolean labelsOnly;

    @Mixin
    private SplitOption split;

    @Mixin
    private VectorsOption vectors;

    @Mixin
    private RunSetOption set;

    @Mixin
    private CheckOptions check;

    @Mixin
    private GainOptions gain;

    @Mixin
    private AcceptOption accept;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Stream<Path> written() {
        return folder == null || gain.isGiven() ? Stream.empty() : AuditFiles.written(target());
    }

    @Override
    public Integer call() throws IOException {
        if (folder == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Missing required parameter: 'RUN|LABELS'");
        }
        boolean onFile = Files.isRegularFile(folder);
        Path target = target();
        new OptionRules(spec)
                .needs("--seeds", "--gain")
                .excludes(
                        "--gain",
                        "--by",
                        "--folds",
                        "--neighbours",
                        "--top",
                        "--check",
                        "--checked",
                        "--opinion",
                        "--tasks",
                        "--labels-only",
                        "--device",
                        SplitOption.NAME,
                        "--vectors",
                        "--accept-changed-data");
        if (onFile) {
            new OptionRules(spec)
                    .refuses(
                            folder + " is a file of labels and not a run.",
                            "--set",
                            "--gain",
                            SplitOption.NAME,
                            "--labels-only",
                            "--accept-changed-data");
        } else {
            new OptionRules(spec)
                    .refuses(
                            "The configuration of the run says where keys and labels are.",
                            "--key-column",
                            "--label-column");
        }
        if (gain.isGiven()) {
            spec.commandLine().getOut().println(gain.report(folder, set.assignments(), target, json));
            return 0;
        }
        List<String> methods = AnnotatorOpinion.methods(opinion.isPresent());
        if (!methods.contains(by)) {
            throw new UserException(
                    "There is no method '" + by + "'; --by must be one of " + String.join(", ", methods) + ".");
        }
        if (folds < 2 || neighbours < 1 || top < 0) {
            throw new UserException(
                    "--folds must be at least 2, --neighbours at least 1, and --top at least 0; found --folds " + folds
                            + ", --neighbours " + neighbours + ", --top " + top + ".");
        }
        check.requireValid(target);
        Outputs.requireFolder(target);
        LinearProbe.Options linear = new ConfigReader().parse(LinearProbe.Options.class, "audit", "{}", List.of());
        FinishedRun run = onFile ? null : FinishedRun.open(folder, set.assignments());
        try (NDManager manager = NDManager.newBaseManager(onFile ? device.usual() : device.of(run.experiment()));
                AuditSource source = onFile
                        ? AuditSource.ofFile(folder, vectors, manager)
                        : AuditSource.ofRun(
                                run,
                                accept.reading(folder, spec.commandLine().getErr()::println),
                                split.isTest(),
                                vectors,
                                manager)) {
            LabelledExamples data = source.examples();
            Labels labels = new AuditedLabels(spec, by, tasks).of(data, Optional.ofNullable(run));
            if (folds > labels.size()) {
                throw new UserException("--folds must be at most the number of " + split.noun() + " " + data.unit()
                        + ", which is " + labels.size() + "; found " + folds + ".");
            }
            if (neighbours >= labels.size()) {
                spec.commandLine()
                        .getErr()
                        .println("Warning: --neighbours is " + neighbours + ", but there are only "
                                + (labels.size() - 1)
                                + " other " + data.unit() + ". All of them vote.");
            }
            split.note(labels).ifPresent(spec.commandLine().getErr()::println);
            Optional<AnnotatorOpinion> annotators = opinion.isPresent() && labels instanceof ClassLabels given
                    ? Optional.of(AnnotatorOpinion.read(
                            opinion.get(), data, given, spec.commandLine().getErr()::println))
                    : Optional.empty();
            Optional<CheckedAnswers> answers =
                    check.answers(data, labels, spec.commandLine().getErr()::println);
            NDArray z = source.representation().vectors();
            Findings findings = Audits.of(
                    z,
                    labels,
                    by,
                    answers,
                    annotators,
                    new AuditOptions(folds, neighbours, linear, source.fewer()),
                    source.seed(),
                    spec.commandLine().getErr()::println);
            vectors.warning(findings).ifPresent(spec.commandLine().getErr()::println);
            ItemFindings items = labelsOnly || split.isTest()
                    ? ItemFindings.NONE
                    : ItemFindings.of(
                            data,
                            z,
                            findings.neighbours(),
                            findings.lines()
                                    .mapToInt(Findings.Line::row)
                                    .distinct()
                                    .toArray(),
                            spec.commandLine().getErr()::println);
            AuditFiles.write(findings, items, data, top, target);
            if (tasks) {
                Path written = target.resolve("tasks");
                int count = AuditTasks.write(findings, items, data, top, written);
                spec.commandLine()
                        .getErr()
                        .println("Wrote " + count + " tasks for labelling tools to " + written + ".");
            }
            int idle = data.idleLabels().size();
            if (idle > 0 && labels instanceof ClassLabels) {
                spec.commandLine()
                        .getErr()
                        .println(idle + " further " + data.unit()
                                + " are at the end of the lists without a suggestion: held out for testing, or"
                                + " without a label.");
            }
            AuditReport report =
                    new AuditReport(findings, items, data, answers.map(each -> each.estimate(findings.size())), target);
            spec.commandLine().getOut().println(json ? report.json() : report.text());
            check.draw(
                    data,
                    labels,
                    split.noun(),
                    vectors.arguments(folder) + split.arguments(),
                    target,
                    source.seed(),
                    spec.commandLine().getErr()::println);
        }
        return 0;
    }

    private Path target() {
        if (output != null) {
            return output;
        } else if (!Files.isRegularFile(folder)) {
            return folder.resolve(split.folder());
        }
        String name = folder.getFileName().toString();
        return Path.of(name.replaceFirst("(?<=.)\\.[^.]*$", "") + "-audit");
    }
}
