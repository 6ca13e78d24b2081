package io.winnow.trainer.cli;

import ai.djl.ndarray.NDManager;
import io.winnow.datasets.Plural;
import io.winnow.datasets.example.Dataset;
import io.winnow.datasets.label.ClassSets;
import io.winnow.trainer.labelmap.LabelMaps;
import io.winnow.trainer.labelmap.Relabelling;
import io.winnow.trainer.labelmap.TeacherFigures;
import io.winnow.trainer.labelmap.TeacherGate;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.modality.image.ImageInputs;
import io.winnow.trainer.model.ModelChoice;
import io.winnow.trainer.model.ModelOutput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.recipe.FinishedRun;
import io.winnow.trainer.run.ConsoleProgress;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.session.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code winnow relabel}. */
@Command(
        name = "relabel",
        description = {
            "Scores each place of images with a teacher (ReLabel), and writes label maps and a list of labels.",
            "A training that names the maps in classify.label_maps gives each random crop the classes that are in it."
                    + " The list (labels.jsonl) says which images show more classes than their label, and can be read as"
                    + " described data; doubtful.csv lists the images whose given label the teacher does not see."
        },
        mixinStandardHelpOptions = true)
final class RelabelCommand implements Callable<Integer> {
    private static final String TEACHER = "teacher";
    private static final String STUDENT = "student";

    @Parameters(index = "0", paramLabel = "TEACHER", description = Models.DESCRIPTION)
    private Path teacher;

    @Parameters(
            index = "1",
            paramLabel = "DATA",
            description = "Configuration (.yaml) of a training, whose training images are taken. Or "
                    + ImageInputs.DESCRIPTION)
    private String data;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder to write maps and labels to.")
    private Path output;

    @Option(
            names = "--top",
            paramLabel = "N",
            description =
                    "Number of classes that are stored for each place; all others count as equally likely. Default:"
                            + " all classes if there are at most 20, otherwise 5")
    private Optional<Integer> top = Optional.empty();

    @Option(names = "--half", description = "Stores logits in half precision.")
    private boolean half;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            description = "A class becomes a label of an image from this mean probability over the places on. Default:"
                    + " ${DEFAULT-VALUE}")
    private double share = 0.2;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Divides the logits of places before they become probabilities of labels. Default:"
                    + " ${DEFAULT-VALUE}")
    private double temperature = 1;

    @Option(
            names = "--test",
            paramLabel = "DATA",
            description =
                    "Labelled images to judge the teacher on. Default: the test images of the configuration, if there"
                            + " is one")
    private Optional<String> test = Optional.empty();

    @Option(
            names = "--student",
            paramLabel = "RUN",
            description =
                    "Run that was trained on the given labels. The command ends with an error unless the teacher is"
                            + " better than it.")
    private Optional<Path> student = Optional.empty();

    @Option(
            names = "--margin",
            paramLabel = "POINTS",
            description =
                    "By how many points of accuracy, or of mAP, the teacher must be better than --student. Default:"
                            + " ${DEFAULT-VALUE}")
    private double margin = 5;

    @Option(names = "--force", description = "Replaces the label maps in the output folder if there are any.")
    private boolean force;

    @Mixin
    private WeightsOptions weights;

    @Mixin
    private SetOption assignments;

    @Mixin
    private DeviceOption device;

    @Option(names = "--json", description = "Prints the result as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireOptions();
        requireOutput();
        ModelChoice choice = new ModelChoice(weights.choice(), ModelChoice.Part.MODEL);
        try (NDManager manager = NDManager.newBaseManager(device.of(teacher));
                TrainedModel model = Models.open(teacher, choice, manager);
                TeacherImages images = open(model)) {
            List<String> classes = images.classes(model);
            int stored = top.orElse(classes.size() <= 20 ? classes.size() : 5);
            if (stored > classes.size()) {
                throw new UserException("--top must be at most the number of classes of " + teacher + ", which is "
                        + classes.size() + "; found " + stored + ".");
            }
            Map<String, Map<String, Double>> judged = judge(model, images, manager);
            Relabelling relabelling = new Relabelling(
                    new Relabelling.Teacher(teacher.toString(), model.digest(), model.places(), judged),
                    classes,
                    new Relabelling.Options(stored, half, share, temperature));
            print(write(relabelling, images, manager), judged);
        }
        return 0;
    }

    private void requireOptions() {
        if (top.orElse(1) < 1) {
            throw new UserException("--top must be at least 1; found " + top.get() + ".");
        } else if (!(share > 0 && share <= 1)) {
            throw new UserException("--share must be above 0 and at most 1; found " + share + ".");
        } else if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new UserException("--temperature must be a number above 0; found " + temperature + ".");
        }
    }

    private void requireOutput() throws IOException {
        Outputs.requireFolder(output);
        Outputs.requireOutside(output, Path.of(data));
        boolean ours = Files.isRegularFile(output.resolve(LabelMaps.INFO));
        Optional<Path> other = other(output, ours ? LabelMaps.FILES : Set.of());
        if (other.isPresent()) {
            throw new UserException(output + " exists already, and holds other files than label maps, such as "
                    + other.get().getFileName() + ", which would be lost. Choose another --output.");
        } else if (ours && !force) {
            throw new UserException(
                    output + " has label maps already. Add --force to replace them, or choose another --output.");
        }
    }

    /** Returns a file of a folder that has none of these names. */
    private static Optional<Path> other(Path folder, Set<String> names) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(each -> !names.contains(each.getFileName().toString()))
                    .min(Comparator.naturalOrder());
        }
    }

    private TeacherImages open(TrainedModel model) throws IOException {
        if (model.output().kind() != ModelOutput.Kind.CLASSIFIER
                || !model.output().target().learnsDistributions()) {
            throw new UserException("A teacher must predict exactly one class of several, but " + teacher
                    + " does not. Name a run that was"
                    + " trained on images with exactly one class each, or a published model with classes.");
        }
        model.places(); // or an error, before any data are read
        TeacherImages images = TeacherImages.open(data, test, assignments.assignments(), model);
        images.notes().forEach(spec.commandLine().getErr()::println);
        return images;
    }

    private Map<String, Map<String, Double>> judge(TrainedModel model, TeacherImages images, NDManager manager)
            throws IOException {
        Map<String, Map<String, Double>> judged = new LinkedHashMap<>();
        Optional<TeacherImages.Judged> test = images.test(model);
        if (images.judgedOn().isPresent()) {
            requireUnseen(images.judgedOn().get());
        }
        Optional<Map<String, Double>> own = test.flatMap(each -> TeacherFigures.of(
                Relabelling.means(model.places(), each.images(), TaskData.all(each.images()), manager), each.truth()));
        if (own.isEmpty()) {
            boolean open = test.isPresent() && test.get().truth() instanceof ClassSets;
            String why = open
                    ? "it is not known which classes the test images have and which they lack, without which a mean"
                            + " average precision says nothing. Name test images of which all classes are known"
                    : "there are no test images with labels to judge " + teacher + " on. Name some with --test DATA";
            if (student.isPresent()) {
                throw new UserException("--student cannot be compared with the teacher: " + why + ".");
            }
            spec.commandLine().getErr().println("The teacher is not judged: " + why + ".");
            return judged;
        }
        judged.put(TEACHER, own.get());
        if (student.isPresent()) {
            judged.put(STUDENT, student(images.classes(model), test.get(), manager));
            new TeacherGate(margin).require(own.get(), judged.get(STUDENT));
        }
        return judged;
    }

    /** Figures on images that the teacher learned by heart say nothing, and labels that it gives leak the test into the student. */
    private void requireUnseen(Dataset<?> test) throws IOException {
        if (Models.standsAlone(teacher)) {
            return; // it does not say on what it was trained
        }
        String trained = FinishedRun.open(teacher).data().sources().get("train").fingerprint();
        if (trained.equals(test.fingerprint())) {
            throw new UserException("The teacher " + teacher + " was trained on the images of " + test.name()
                    + ", on which it is to be judged: it would look better than it is. Name other test images, or"
                    + " another teacher.");
        }
    }

    private Map<String, Double> student(List<String> classes, TeacherImages.Judged test, NDManager manager)
            throws IOException {
        ModelChoice choice = new ModelChoice(weights.choice(), ModelChoice.Part.MODEL);
        FinishedRun run = FinishedRun.open(student.get());
        try (TrainedModel model = run.experiment().recipe().model(run, choice, manager)) {
            return TeacherFigures.of(
                            TeacherImages.scores(model, student.get(), classes, test.images(), manager), test.truth())
                    .orElseThrow();
        }
    }

    private Relabelling.Summary write(Relabelling relabelling, TeacherImages images, NDManager manager)
            throws IOException {
        int total = images.examples().length;
        try (ConsoleProgress progress = ConsoleProgress.onStandardError(Boolean.getBoolean("winnow.terminal"));
                Progress.Task task = progress.start("relabel", "images", 0, total)) {
            return relabelling.write(images.images(), images.examples(), output, manager, done -> task.at(done, ""));
        }
    }

    private void print(Relabelling.Summary summary, Map<String, Map<String, Double>> judged) {
        if (json) {
            spec.commandLine().getOut().println(Json.line(Map.of("summary", summary, "judged", judged)));
            return;
        }
        if (!judged.isEmpty()) {
            spec.commandLine().getOut().println(ResultTable.of(judged));
        }
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s have %.2f labels on average; the teacher does not see the given label of %d. Wrote %s.",
                        Plural.of(summary.images(), "images"),
                        (double) summary.labels() / summary.images(),
                        summary.images() - summary.agreeing(),
                        output));
    }
}
