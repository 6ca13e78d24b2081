package io.winnow.trainer.cli;

import io.winnow.datasets.catalog.Catalog;
import io.winnow.datasets.catalog.DataRoot;
import io.winnow.datasets.file.TextCharset;
import io.winnow.trainer.draft.Answers;
import io.winnow.trainer.draft.Brief;
import io.winnow.trainer.draft.Draft;
import io.winnow.trainer.draft.Drafter;
import io.winnow.trainer.draft.FileKind;
import io.winnow.trainer.draft.Interview;
import io.winnow.trainer.draft.Known;
import io.winnow.trainer.draft.Material;
import io.winnow.trainer.draft.MaterialReader;
import io.winnow.trainer.recipe.Experiment;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.ShellQuote;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow new}. */
@Command(
        name = "new",
        description = {
            "Writes a first configuration for your own data.",
            "Looks at the files, and asks what they are, what is known of each example, and how long a training may"
                    + " take. Every question has an option that answers it, and a suggestion that follows from the data."
        },
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DATA",
            arity = "0..1",
            description =
                    "Your data: a folder of images with or without a subfolder for each class, shards (.tar), a file"
                            + " of records (.csv, .tsv, .json, .jsonl, .parquet), or a folder with such a file. Default:"
                            + " ${DEFAULT-VALUE}")
    private Path data = Path.of(".");

    @Mixin
    private AnswerOptions answers;

    @Mixin
    private EncodingOption encoding;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Configuration to write. An existing file is never replaced. Default: NAME.yaml, after the data")
    private Path output;

    @Option(names = "--yes", description = "Takes the suggestion for every question that no option answers.")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Catalog catalog = new Catalog(DataRoot.ofEnvironment());
        if (output != null) {
            requireFree(output);
        }
        TextCharset charset = encoding.charset();
        Material material = new MaterialReader(catalog, charset).look(data);
        if (charset.declared().isPresent() && !(material instanceof Material.Records)) {
            throw new UserException(
                    "--encoding is the character set of a file of records, but " + data + " has images. Leave it out.");
        }
        Path target = output == null ? Path.of(material.name() + ".yaml") : output;
        requireFree(target);
        err.println(material.describe() + ".");
        material.doubts().forEach(doubt -> err.println("Warning: " + doubt));
        Brief brief = Interview.conduct(material, new Answers(answers.given(), respondent(err)));
        Draft draft = Drafter.draft(brief);
        List<String> command = new ArrayList<>(List.of("new", data.toString()));
        command.addAll(charset.arguments());
        command.addAll(brief.arguments());
        if (yes) {
            err.println("With the suggestions: " + ShellQuote.winnow(command));
        }
        String yaml = draft.yaml(material.describe() + ".", command, target.toString());
        check(target, yaml, catalog, material);
        requireFree(target);
        AtomicFiles.write(target, yaml);
        err.println("Method: " + draft.method() + ". " + draft.reason());
        err.println("Time: " + draft.time());
        spec.commandLine().getOut().println(target + " was written. Next:");
        next(brief, target).forEach(line -> spec.commandLine().getOut().println("  " + ShellQuote.winnow(line)));
        return 0;
    }

    private static void requireFree(Path target) {
        String name = String.valueOf(target.getFileName());
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new UserException(
                    "The configuration must have a name of letters, digits, dots, underscores and dashes,"
                            + " because the run is called after it; found '" + name
                            + "'. Name another file with --output.");
        }
        if (Files.exists(target)) {
            throw new UserException(
                    target + " exists already and is not replaced. Name another file with --output, or move it away.");
        }
    }

    private Answers.Respondent respondent(PrintWriter err) {
        if (yes) {
            return Answers.PROPOSALS;
        }
        // The launcher says whether there is a terminal, because Java cannot find out.
        return Boolean.getBoolean("winnow.questions")
                ? new TerminalAnswers(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), err)
                : Answers.NOBODY;
    }

    /** Checks the configuration as {@code winnow train --dry-run} does. Mistakes can only be those of the data. */
    private void check(Path target, String yaml, Catalog catalog, Material material) throws IOException {
        String name = target.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        List<String> named = List.of("name=" + name);
        Experiment experiment = Experiment.parse(target.toString(), yaml, named);
        List<String> lines = new ArrayList<>(SizeChecks.run(
                experiment, target, named, catalog, true, spec.commandLine().getErr()::println));
        lines.removeAll(experiment.recipe().method().lines());
        lines.removeIf(
                line -> material.doubts().stream().anyMatch(line::endsWith)); // which were said before the questions
        lines.forEach(spec.commandLine().getErr()::println);
    }

    private static List<List<String>> next(Brief brief, Path target) {
        String run = "runs/" + target.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of("train", target.toString()));
        boolean learned = brief.known() != Known.NOTHING && brief.known() != Known.GRADES;
        boolean audited = brief.known() != Known.CANDIDATES // an audit needs labels that say one thing
                && (brief.known() != Known.NUMBER || brief.columns().labels().size() == 1);
        if (learned && audited) {
            commands.add(List.of("audit", run));
        }
        String other = others(brief).toString();
        commands.add(
                learned
                        ? List.of("predict", run, other)
                        : brief.known() == Known.GRADES
                                ? List.of("index", run, "TABLES", "--output", "tables.index")
                                : List.of("embed", run, other, "--output", "vectors.npy"));
        commands.add(List.of("export", run, "--output", "exported"));
        return commands;
    }

    /** Returns something that the model can be used on: the test data, or else the data themselves. */
    private static Path others(Brief brief) {
        if (brief.material() instanceof Material.Images images) {
            return images.test().orElse(images.train());
        }
        Material.Records records = (Material.Records) brief.material();
        return brief.files() == FileKind.LISTED_IMAGES
                ? brief.columns()
                        .root()
                        .orElse(Optional.ofNullable(records.file().getParent()).orElse(Path.of(".")))
                : records.test().orElse(records.file());
    }
}
