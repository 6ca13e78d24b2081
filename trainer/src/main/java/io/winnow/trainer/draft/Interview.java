package io.winnow.trainer.draft;

import io.winnow.datasets.inspect.FieldReport;
import io.winnow.datasets.inspect.RecordsReport;
import io.winnow.trainer.run.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The questions about a user's files, each with what the files suggest. */
public final class Interview {
    private static final String TIME = "10m";
    private static final String ALL = "all";
    private static final String METHOD = "The method depends on it.";
    /** Folders beside a file of records in which its images usually are. */
    private static final List<String> FOLDERS = List.of("", "images", "img", "data", "files", "photos");

    private final Answers answers;

    private Interview(Answers answers) {
        this.answers = answers;
    }

    /**
     * Asks everything that is needed to draft a configuration.
     *
     * @throws UserException if an answer is missing or not allowed, or if nothing can be trained with these answers
     */
    public static Brief conduct(Material material, Answers answers) {
        Interview interview = new Interview(answers);
        Brief brief = material instanceof Material.Images images
                ? interview.images(images)
                : interview.records((Material.Records) material);
        answers.requireAllUsed();
        return brief;
    }

    private Brief images(Material.Images images) {
        Set<Known> possible = images.classes() < 2
                ? EnumSet.of(Known.NOTHING)
                : images.sets()
                        ? EnumSet.of(Known.CLASSES, Known.SOME_CLASSES, Known.NOTHING)
                        : EnumSet.of(Known.CLASS, Known.NOISY_CLASS, Known.NOTHING);
        Known known = known(
                possible,
                Stream.of(Known.CLASS, Known.CLASSES, Known.NOTHING)
                        .filter(possible::contains)
                        .findFirst(),
                possible.size() == 1
                        ? "Labels come from at least two class folders, or from a file that names the images: name"
                                + " that file instead of the folder."
                        : METHOD);
        return new Brief(
                images,
                FileKind.IMAGES,
                known,
                Columns.of(List.of(), Optional.empty(), Optional.empty(), Optional.empty())
                        .withLabels(List.of(), "", false, images.classes()),
                time(),
                answers.arguments());
    }

    private Brief records(Material.Records records) {
        Guesses guesses = new Guesses(records.report());
        FileKind files = FileKind.of(answers.to(Question.choice(
                "--files",
                "What are your files?",
                "An example is what the model is to judge.",
                Stream.of(FileKind.TEXTS, FileKind.LISTED_IMAGES, FileKind.ROWS, FileKind.TABLE_PAIRS)
                        .map(FileKind::choice)
                        .toList(),
                Optional.of((records.isPairs() ? FileKind.TABLE_PAIRS : guesses.files()).toString()))));
        if (files == FileKind.TABLE_PAIRS) {
            return new Brief(
                    records,
                    files,
                    Known.GRADES,
                    Columns.of(List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
                    time(),
                    answers.arguments());
        }
        Columns columns = inputs(records, files, guesses);
        List<String> used = new ArrayList<>(columns.inputs());
        columns.split().ifPresent(used::add);
        columns.key().ifPresent(used::add);
        Set<Known> possible = EnumSet.complementOf(EnumSet.of(Known.GRADES));
        if (files != FileKind.LISTED_IMAGES) {
            possible.remove(Known.NOTHING);
        }
        Known known = known(
                possible,
                guesses.known(used, answers.given(LabelQuestions.LABEL))
                        .or(() -> Optional.of(Known.NOTHING).filter(possible::contains)),
                possible.contains(Known.NOTHING)
                        ? METHOD
                        : "Texts and rows without labels cannot be trained on: label some of them with `winnow loop`.");
        Columns labelled = new LabelQuestions(answers, records.report(), guesses).ask(known, columns, used);
        return new Brief(records, files, known, labelled, time(), answers.arguments());
    }

    private Columns inputs(Material.Records records, FileKind files, Guesses guesses) {
        RecordsReport report = records.report();
        ColumnNames names = new ColumnNames(report);
        Optional<String> split = records.test().isPresent() ? Optional.empty() : guesses.split();
        if (files == FileKind.ROWS) {
            String columns = answers.to(Question.open(
                    "--input",
                    "Which columns may be learned from?",
                    "Leave out what is known only together with the answer; all means every column that is not used"
                            + " otherwise.",
                    Optional.of(ALL),
                    answer -> rows(names, answer)));
            return Columns.of(rows(names, columns), Optional.empty(), guesses.key(true), split);
        }
        String input = answers.to(Question.open(
                "--input",
                files == FileKind.TEXTS ? "Which columns have the text?" : "Which columns name the image files?",
                "Several columns are separated by commas.",
                guesses.input(files),
                answer -> names.of("--input", answer)));
        List<String> inputs = names.of("--input", input);
        Optional<Path> root = files == FileKind.LISTED_IMAGES ? root(report, names.fields(inputs)) : Optional.empty();
        return Columns.of(inputs, root, guesses.key(true).filter(key -> !inputs.contains(key)), split);
    }

    private static List<String> rows(ColumnNames names, String answer) {
        return answer.equalsIgnoreCase(ALL) ? List.of() : names.of("--input", answer);
    }

    /** Asks for the folder of the image files, unless the first of them lies beside the file of records. */
    private Optional<Path> root(RecordsReport report, List<FieldReport> fields) {
        List<String> files = fields.stream()
                .flatMap(field -> field.values().stream().limit(1))
                .toList();
        Path beside = Optional.ofNullable(report.file().getParent()).orElse(Path.of(""));
        if (files.stream().allMatch(file -> Files.exists(beside.resolve(file)))) {
            return Optional.empty();
        }
        String root = answers.to(Question.open(
                "--root",
                "In which folder are the image files?",
                report.file() + " names, for example, " + files.get(0) + ", which is not beside it.",
                folderWith(beside, files),
                answer -> requireFile(Path.of(answer), files)));
        return Optional.of(Path.of(root));
    }

    private static Optional<String> folderWith(Path beside, List<String> files) {
        return FOLDERS.stream()
                .flatMap(folder -> Stream.of(beside.resolve(folder), Path.of(folder)))
                .filter(folder -> files.stream().allMatch(file -> Files.exists(folder.resolve(file))))
                .map(folder -> folder.toString().isEmpty() ? "." : folder.toString())
                .findFirst();
    }

    private static void requireFile(Path root, List<String> files) {
        files.stream()
                .filter(file -> !Files.exists(root.resolve(file)))
                .findFirst()
                .ifPresent(file -> {
                    throw new UserException("There is no " + root.resolve(file)
                            + ". Name the folder with --root in which " + file + " lies.");
                });
    }

    private Known known(Set<Known> possible, Optional<Known> proposal, String meaning) {
        return Known.of(answers.to(Question.choice(
                "--known",
                "What is known of each example?",
                meaning,
                possible.stream().map(Known::choice).toList(),
                proposal.map(Known::toString))));
    }

    private Budget time() {
        return Budget.parse(answers.to(Question.open(
                "--time",
                "How long may the training take on two CPU cores?",
                "It sets the number of epochs, and for images their size. It is an estimate.",
                Optional.of(TIME),
                Budget::parse)));
    }
}
