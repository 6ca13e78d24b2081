package io.winnow.trainer.cli;

import io.winnow.datasets.Plural;
import io.winnow.datasets.inspect.Agreement;
import io.winnow.datasets.label.AnnotationFile;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.KnownClasses;
import io.winnow.datasets.truth.AnnotatorReport;
import io.winnow.datasets.truth.AnswerTable;
import io.winnow.datasets.truth.StreamingVote;
import io.winnow.datasets.truth.TruthAlgorithm;
import io.winnow.datasets.truth.TruthChoice;
import io.winnow.datasets.truth.TruthEstimate;
import io.winnow.datasets.truth.TruthMethod;
import io.winnow.datasets.truth.TruthScore;
import io.winnow.trainer.config.Names;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

/** {@code winnow data aggregate}. */
@Command(
        name = "aggregate",
        description = {
            "Combines the labels of several annotators into one label with a confidence for each item, and estimates how reliable each"
                    + " annotator is. The configuration key data.labels.file takes the resulting file.",
        },
        mixinStandardHelpOptions = true)
final class AggregateCommand implements Callable<Integer> {
    private static final String AUTO = "auto";
    private static final String DEFAULT = "dawid_skene";

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "CSV, JSON or Parquet file with the columns key, annotator and label (or other usual names for them), or"
                            + " with the column key and one column for each annotator. Several files, or those of a folder, count"
                            + " together; one with the columns key and label alone has the labels of one annotator, who is named"
                            + " after the file.")
    private List<Path> files;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to write the labels to: .csv or .jsonl. Required, unless --compare is given.")
    private Path output;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "Method that combines the labels: majority (majority vote), wawa, zero_based, iwmv, one_coin,"
                    + " one_coin_prior, dawid_skene (weighs annotators by their estimated confusions), glad, mace,"
                    + " mace_em, bwa, ibcc, ebcc, streaming; or auto, which takes the one of one_coin, dawid_skene, glad,"
                    + " mace and ibcc that best predicts labels that were hidden from it. Default: " + DEFAULT)
    private String method;

    @Option(
            names = "--soft",
            description =
                    "Adds a column p_CLASS with the probability of each class, for labels of the kind soft (columns: p_*).")
    private boolean soft;

    @Option(
            names = "--annotators",
            paramLabel = "FILE",
            description = "File to write the reliability of each annotator to: .csv or .jsonl.")
    private Optional<Path> annotatorFile = Optional.empty();

    @Option(
            names = "--gold",
            paramLabel = "FILE",
            description =
                    "File with the columns key and label: true labels of some items. They are kept, and annotators are"
                            + " measured by them.")
    private Optional<Path> gold = Optional.empty();

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description =
                    "File with the columns key and label: true labels of some items, which only judge the result.")
    private Optional<Path> truth = Optional.empty();

    @Option(
            names = "--compare",
            description = "Runs all methods and prints them side by side. --output then has a column for each method.")
    private boolean compare;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Option(names = "--force", description = "Replaces the output files if they exist already.")
    private boolean force;

    @Option(
            names = "--forget",
            paramLabel = "F",
            description =
                    "For --method streaming: weight that a label loses with each later one of its annotator, above 0 and"
                            + " at most 1. Below 1, recent labels count more, as they should if annotators tire or learn."
                            + " Default: 1")
    private Optional<Double> forget = Optional.empty();

    @Mixin
    private NextQuestions next;

    @Mixin
    private VoteFileOptions reading;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Optional<TruthAlgorithm> named = check();
        AnnotationFile read = reading.read(files);
        Annotations annotations = read.annotations();
        say(read.summary());
        read.alike().forEach(alike -> say("Warning: " + alike));
        int[] unknown = new int[annotations.items().size()];
        Arrays.fill(unknown, AnswerTable.UNKNOWN);
        int[] known = gold.isPresent() ? known("--gold", gold.get(), annotations) : unknown;
        int[] judged = truth.isPresent() ? known("--truth", truth.get(), annotations) : unknown;
        for (int i = 0; i < known.length; i++) {
            judged[i] = known[i] == AnswerTable.UNKNOWN ? judged[i] : AnswerTable.UNKNOWN;
        }
        AnswerTable answers = AnswerTable.of(annotations, known);
        if (answers.groups() > 1) {
            say("Warning: the annotators fall into " + answers.groups()
                    + " groups that have no item in common, so their"
                    + " reliabilities cannot be compared across groups. Let some items be labelled by several groups.");
        }
        if (compare) {
            TruthComparison compared = TruthComparison.of(answers);
            if (output != null) {
                compared.write(output, annotations);
            }
            print(compared.figures(judged), compared.text(judged));
            return 0;
        }
        Optional<TruthChoice> choice = named.isPresent() ? Optional.empty() : Optional.of(TruthChoice.of(answers));
        TruthAlgorithm used = named.orElseGet(() -> choice.get().best());
        TruthMethod method = forget.<TruthMethod>map(StreamingVote::new).orElseGet(used::method);
        TruthEstimate estimate = method.infer(answers);
        List<AnnotatorReport> reports = AnnotatorReport.of(answers, estimate);
        AggregateTables tables = new AggregateTables(annotations, estimate, reports);
        tables.writeLabels(output, soft, next, known);
        if (annotatorFile.isPresent()) {
            tables.writeAnnotators(annotatorFile.get());
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("output", output.toString());
        figures.put("items", annotations.items().size());
        figures.put("annotators", annotations.annotators().size());
        figures.put("answers", answers.size());
        figures.put("classes", annotations.classNames());
        figures.put("method", used.name().toLowerCase(Locale.ROOT));
        choice.ifPresent(all -> figures.put("held_out_log_likelihood", TruthComparison.means(all)));
        figures.put("rounds", estimate.rounds());
        figures.put("settled", estimate.settled());
        figures.put("mean_confidence", tables.meanConfidence());
        figures.put("ties", tables.ties());
        if (json) {
            // It takes many random samples, and is shown nowhere else.
            figures.put("agreement", agreement(annotations));
        }
        if (truth.isPresent()) {
            figures.put("truth", TruthScore.of(estimate, judged));
        }
        figures.put("findings", tables.findings());
        Optional<Long> enough = next.enough(estimate, known);
        enough.ifPresent(count -> figures.put("enough", count));
        String more = enough.map(count -> ", " + count + " of them need no further label")
                .orElse("");
        print(figures, text(tables, choice, TruthScore.of(estimate, judged), more));
        return 0;
    }

    /** Checks the options and returns the method that they name; empty if it is to be chosen. */
    private Optional<TruthAlgorithm> check() throws IOException {
        if (output == null && !compare) {
            throw new UserException(
                    "--output is missing. Name the .csv or .jsonl file to write the labels to, or compare"
                            + " the methods with --compare.");
        }
        if (compare && (method != null || soft || annotatorFile.isPresent())) {
            throw new UserException("--compare runs all methods, so it cannot be used together with --method, --soft or"
                    + " --annotators. Leave it out, or these.");
        }
        next.check();
        if (compare && !next.columns().isEmpty()) {
            throw new UserException(
                    "--compare runs all methods, so it cannot be used together with --until or --budget."
                            + " Leave it out, or these.");
        }
        InputPaths.requireAll(files.stream().map(Path::toString).toList());
        for (Path written :
                Stream.concat(Stream.ofNullable(output), annotatorFile.stream()).toList()) {
            TableFile.requireWritable(written);
            Outputs.requireFile(written.equals(output) ? "--output" : "--annotators", written, force);
            files.forEach(input -> Outputs.requireOutside(written, input));
        }
        if (output != null && annotatorFile.isPresent() && isSame(output, annotatorFile.get())) {
            throw new UserException("--output and --annotators are the same file, " + output + ". Name two files.");
        }
        List<String> methods = Stream.concat(
                        Arrays.stream(TruthAlgorithm.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT)),
                        Stream.of(AUTO))
                .toList();
        String name = method == null ? DEFAULT : method.toLowerCase(Locale.ROOT);
        if (!methods.contains(name)) {
            throw new UserException(
                    "--method is '" + method + "', which is not a method; " + Names.allowedAtEnd(name, methods));
        }
        if (forget.isPresent() && (!name.equals("streaming") || !(forget.get() > 0 && forget.get() <= 1))) {
            throw new UserException(
                    "--forget is for --method streaming, and must be above 0 and at most 1; found --method " + name
                            + " and --forget " + forget.get() + ".");
        }
        return name.equals(AUTO)
                ? Optional.empty()
                : Optional.of(TruthAlgorithm.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    private static boolean isSame(Path a, Path b) throws IOException {
        return (Files.exists(a) && Files.exists(b))
                ? Files.isSameFile(a, b)
                : a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    private int[] known(String option, Path path, Annotations annotations) throws IOException {
        InputPaths.require(path);
        KnownClasses read = KnownClasses.read(path, reading.options(), annotations);
        say(path + " (" + option + "): the classes of "
                + Plural.of(read.count(), "item", "items") + " are known"
                + (read.unlabelled() > 0
                        ? "; " + Plural.of(read.unlabelled(), "further item was", "further items were")
                                + " labelled by no annotator and left out"
                        : "")
                + ".");
        return read.classes();
    }

    private static AgreementFigures agreement(Annotations annotations) {
        return AgreementFigures.of(annotations, Agreement.of(annotations));
    }

    private String text(AggregateTables tables, Optional<TruthChoice> choice, TruthScore score, String more) {
        List<String> lines = new ArrayList<>();
        choice.ifPresent(all -> lines.add(TruthComparison.explain(all)));
        lines.add(tables.annotatorTable(annotatorFile.isPresent()));
        if (truth.isPresent()) {
            lines.add(TruthComparison.describe(score));
        }
        lines.add(output + ": " + tables.summary() + more);
        return String.join(System.lineSeparator(), lines);
    }

    private void print(Object figures, String text) {
        spec.commandLine().getOut().println(json ? Json.line(figures) : text);
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
