package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.AnnotationFile;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.draft.MaterialReader;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.InputOptions;
import io.winnow.trainer.report.Answers;
import io.winnow.trainer.report.AuditList;
import io.winnow.trainer.report.ItemFacts;
import io.winnow.trainer.report.Limits;
import io.winnow.trainer.report.Metadata;
import io.winnow.trainer.report.Report;
import io.winnow.trainer.report.ReportData;
import io.winnow.trainer.report.ReportFiles;
import io.winnow.trainer.report.ReportInput;
import io.winnow.trainer.report.ReportOpening;
import io.winnow.trainer.report.ReportOptions;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow data report}. */
@Command(
        name = "report",
        description = {
            "Writes a report on data: a page that opens without a network connection, and its numbers as JSON.",
            "It shows classes, statistics, duplicates, leaks, label noise, examples of each class, and what is wrong."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer>, FolderWriter {
    @Parameters(
            paramLabel = "DATA",
            description = ImageInputs.DESCRIPTION + " Or the configuration (.yaml) of an experiment on described data.")
    private String data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder to write report.html, report.json, findings.jsonl, croissant.json and answers.yaml to."
                            + " An older report there is replaced; its answers are kept.")
    private Path output;

    @Option(
            names = "--test",
            paramLabel = "DATA",
            description = "Test images, to find leaks and test images that the training images do not cover. A"
                    + " configuration names its test data itself.")
    private Optional<String> test = Optional.empty();

    @Option(
            names = "--run",
            paramLabel = "MODEL",
            description =
                    "Run, exported or published model whose representations choose examples. If a run was audited,"
                            + " its suspicious labels are shown; if it is a classifier of images, its accuracy is computed with and"
                            + " without leaks. Default: images are"
                            + " compared by their pixels, and texts by the vectors of the all-MiniLM-L6-v2 that comes with Winnow")
    private Optional<Path> run = Optional.empty();

    @Option(
            names = "--annotations",
            paramLabel = "FILE",
            description =
                    "Labels of several annotators, as `winnow data aggregate` reads them: a file, or a folder of files. May be"
                            + " repeated.")
    private List<Path> annotations = List.of();

    @Option(
            names = "--corrections",
            paramLabel = "FILE",
            description =
                    "Corrected labels of the test data (or of all data, if there is no test data): a file with the columns key"
                            + " and corrected.")
    private Optional<Path> corrections = Optional.empty();

    @Option(
            names = "--answers",
            paramLabel = "FILE",
            description =
                    "Answers to questions that only people can answer. Default: answers.yaml in the output folder,"
                            + " if it is there")
    private Optional<Path> answers = Optional.empty();

    @Option(
            names = "--instructions",
            paramLabel = "FILE",
            description = "Also writes a page (.html) for annotators, which has only the examples of each class.")
    private Optional<Path> instructions = Optional.empty();

    @Option(names = "--force", description = "Replaces the page of --instructions if it exists already.")
    private boolean force;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "The report.json of an older report; the page shows what has changed.")
    private Optional<Path> compare = Optional.empty();

    @Option(
            names = "--fail-on",
            paramLabel = "LIMITS",
            description = "Exits with code 1 if the report has more than these limits allow, such as"
                    + " leaks,corrupt,duplicates>1%%,smallest_class<10.")
    private Optional<String> failOn = Optional.empty();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description =
                    "Parts to compute besides the overview, such as classes,duplicates. Without examples and coverage, no"
                            + " vectors are needed. Default: all parts")
    private List<String> only = List.of();

    @Option(
            names = "--similarity",
            paramLabel = "S",
            description =
                    "Smallest similarity of near duplicates, in [0, 1]: 1 minus the mean difference of grey pixels, or"
                            + " the Jaccard similarity of texts. Default: 0.9686 for images (8 of 255 grey levels), 0.8 for texts")
    private Optional<Double> similarity = Optional.empty();

    @Option(names = "--mirrored", description = "Counts images that are mirrored left to right as near duplicates.")
    private boolean mirrored;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all random samples. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Mixin
    private DecodingOptions decoding;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Mixin
    private SetOption assignments;

    @Mixin
    private WeightsOptions weights;

    @Mixin
    private DeviceOption device;

    @Mixin
    private VoteFileOptions votes;

    @Spec
    private CommandSpec spec;

    private final Catalog catalog = new Catalog(DataRoot.ofEnvironment());

    @Override
    public Stream<Path> written() {
        return ReportFiles.written(output);
    }

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        check();
        Optional<Limits> limits = failOn.map(Limits::parse);
        Answers answered = answers.map(Answers::read).orElseGet(this::kept);
        answers.ifPresent(file -> ReportFiles.requireKept(answered, file, output));
        Optional<AnnotationFile> voted =
                annotations.isEmpty() ? Optional.empty() : Optional.of(votes.read(annotations));
        try (ReportData opened = open();
                NDManager manager = NDManager.newBaseManager(device.of(run));
                ReportModel model = ReportModel.open(opened, run, weights.choice(), manager)) {
            requireOutside(opened);
            say("Reading " + opened.keys().size() + " " + opened.items().unit());
            ItemFacts facts = ItemFacts.read(opened.items());
            ReportInput input = new ReportInput(
                    opened,
                    facts,
                    new ReportOptions(seed, similarity, mirrored),
                    Metadata.beside(opened.files().values().stream()
                            .flatMap(List::stream)
                            .toList()),
                    answered,
                    run.isPresent() ? AuditList.of(run.get(), opened) : Optional.empty(),
                    voted,
                    corrections,
                    model.representation(facts, catalog, this::say),
                    model.rightOn(test, new InputOptions(catalog, TextCharset.UTF_8, Optional.empty(), this::say)),
                    manager);
            Report report = Report.of(input, parts(), this::say);
            if (instructions.isPresent()) {
                ReportFiles.requireExamples(report);
            }
            List<String> exceeded =
                    limits.map(each -> each.exceeded(report.badges())).orElse(List.of());
            List<String> missing = ReportFiles.write(report, input, compare, (System.nanoTime() - begin) / 1e9, output);
            if (instructions.isPresent()) {
                ReportFiles.writeInstructions(report, instructions.get());
            }
            print(report, missing, exceeded);
            return exceeded.isEmpty() ? 0 : Winnow.FAILED;
        }
    }

    private void check() throws IOException {
        Outputs.requireFolder(output);
        ReportFiles.requireOurs(output);
        annotations.forEach(InputPaths::require);
        for (Optional<Path> file : List.of(corrections, answers, compare)) {
            file.ifPresent(InputPaths::require);
        }
        if (similarity.isPresent() && !(similarity.get() >= 0 && similarity.get() <= 1)) {
            throw new UserException("--similarity must be in [0, 1], found " + similarity.get() + ".");
        }
        decoding.read();
        for (String part : only) {
            if (!Report.ids().contains(part)) {
                throw new UserException(
                        "--only: there is no part '" + part + "'; " + Names.allowedAtEnd(part, Report.ids()));
            }
        }
        instructions.ifPresent(this::checkInstructions);
    }

    private void checkInstructions(Path page) {
        if (!page.toString().endsWith(".html")) {
            throw new UserException("--instructions must name a page, such as instructions.html; found " + page + ".");
        }
        if (page.toAbsolutePath()
                .normalize()
                .equals(output.resolve(ReportFiles.PAGE).toAbsolutePath().normalize())) {
            throw new UserException("--instructions names the page of the report itself, " + page
                    + ". Name another file, such as instructions.html.");
        }
        Outputs.requireFile("--instructions", page, force);
        if (!only.isEmpty() && !only.contains(ReportFiles.EXAMPLES)) {
            throw new UserException("--instructions needs the examples of the classes, which --only leaves out. Add"
                    + " examples to --only, or leave out --instructions.");
        }
    }

    /** Requires that nothing is written beside the data, where it would be taken for a part of them the next time. */
    private void requireOutside(ReportData opened) {
        for (Path file : opened.files().values().stream().flatMap(List::stream).toList()) {
            Outputs.requireOutside(output, file);
            instructions.ifPresent(page -> Outputs.requireOutside(page, file));
            if (Metadata.folder(file).normalize().equals(output.toAbsolutePath().normalize())) {
                throw new UserException(
                        "--output is " + output + ", the folder of the data " + file.getFileName()
                                + ": the next report would mistake the croissant.json of this one for yours. Name another folder.");
            }
        }
    }

    /** The parts to compute; the others need the fingerprint of the overview. */
    private List<String> parts() {
        return only.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of("overview"), only.stream()).toList();
    }

    /** The answers of an older report in the same folder. */
    private Answers kept() {
        Path file = output.resolve(ReportFiles.ANSWERS);
        return Files.exists(file) ? Answers.read(file) : Answers.none();
    }

    private ReportData open() throws IOException {
        if (!data.matches("(?i).+\\.ya?ml")) {
            if (!assignments.assignments().isEmpty()) {
                throw new UserException("--set can only be used for the configuration of an experiment, not for " + data
                        + ". Leave it out.");
            }
            if (MaterialReader.isRecords(InputPaths.of(data))) {
                throw new UserException(
                        data + " is a file of records, and a report must know what its columns are. Describe them"
                                + " in a configuration, which `"
                                + ShellQuote.winnow(List.of("new", data)) + "` writes, and give its name instead.");
            }
            return ReportOpening.images(data, test, catalog, decoding.read());
        }
        Path config = Path.of(data);
        if (test.isPresent()) {
            throw new UserException("--test cannot be used for a configuration. Name its test data in the file, or with"
                    + " --set recipe.data.test=" + test.get() + ".");
        }
        return ReportOpening.described(
                config.getFileName().toString(),
                ConfiguredRecords.read(config, assignments.assignments(), "reported on"));
    }

    private void print(Report report, List<String> missing, List<String> exceeded) {
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("output", output.toString());
            all.put("badges", report.badges());
            all.put("findings", report.findings().size());
            all.put("croissant_lacks", missing);
            all.put("exceeded", exceeded);
            spec.commandLine().getOut().println(Json.line(all));
            return;
        }
        report.findings()
                .forEach(each -> spec.commandLine()
                        .getOut()
                        .println(each.severity() + ": " + each.what() + " " + each.advice()));
        spec.commandLine().getOut().println("Wrote the report to " + output.resolve(ReportFiles.PAGE) + ".");
        if (!missing.isEmpty()) {
            say("croissant.json lacks " + String.join(", ", missing)
                    + ". Croissant requires this information. Put"
                    + " it into a croissant.json beside the data; a licence may also be in answers.yaml.");
        }
        exceeded.forEach(each -> say("A limit of --fail-on is exceeded: " + each + "."));
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
