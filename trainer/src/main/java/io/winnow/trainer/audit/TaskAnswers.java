package io.winnow.trainer.audit;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Plural;
import io.winnow.datasets.label.LabelText;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people answered to the tasks of an audit, as corrections of the labels that were given. Where people contradict each other, nothing is
 * corrected.
 */
public final class TaskAnswers {
    /** Name of the file beside the tasks with the labels that the examples had. */
    public static final String GIVEN = "given.json";

    private static final List<String> COLUMNS = List.of("key", "given", "decision", "corrected");

    /**
     * The labels of the examples of the tasks.
     *
     * @param several whether an example may have several classes
     * @param labels label of each example by its key, see {@link LabelText}
     */
    record Given(boolean several, Map<String, String> labels) {
        Given {
            labels = new LinkedHashMap<>(labels);
        }
    }

    /**
     * What became of the answers.
     *
     * @param changed number of examples whose label changes
     * @param confirmed number of examples whose label people took for right
     * @param undecided number of examples that people passed over or could not tell
     * @param contradicted examples on which people disagree, as sentences
     * @param refused answers that belong to no task or that a label cannot express, as sentences
     */
    public record Outcome(int changed, int confirmed, int undecided, List<String> contradicted, List<String> refused) {}

    /** What people say of an example that should not be in the data. */
    private static final Optional<Set<String>> BAD = Optional.empty();

    private final Given given;
    private final Map<String, Map<String, ToolAnswer>> newest = new LinkedHashMap<>();
    private final List<String> refused = new ArrayList<>();

    private TaskAnswers(Given given) {
        this.given = given;
    }

    /**
     * Opens the tasks of an audit.
     *
     * @throws UserException if the folder is not one that {@link AuditTasks} wrote
     */
    public static TaskAnswers of(Path tasks) throws IOException {
        Path file = tasks.resolve(GIVEN);
        if (!Files.isRegularFile(file)) {
            throw new UserException(
                    tasks + " has no file " + GIVEN + ", so it is not a folder that `winnow audit RUN --tasks` wrote."
                            + " Name this folder, which is audit/tasks in the directory of the"
                            + " run unless --output said otherwise.");
        }
        return new TaskAnswers(Json.read(file, Given.class));
    }

    /** Whether an example may have several classes. */
    public boolean several() {
        return given.several;
    }

    /**
     * Adds the answers of a file. Of several answers of one annotator to one task, the newest counts. Answers without an annotator are those
     * of one person for each file, so that two people without a name do not replace each other's answers.
     */
    public void add(Path file, Collection<ToolAnswer> answers) {
        for (ToolAnswer answer : answers) {
            if (given.labels.containsKey(answer.id())) {
                newest.computeIfAbsent(answer.id(), id -> new LinkedHashMap<>())
                        .merge(
                                answer.annotator().orElse(file.toString()),
                                answer,
                                (before, next) -> isBefore(next, before) ? before : next);
            } else {
                refused.add(answer.place() + ": the key '" + answer.id() + "' is that of none of the "
                        + Plural.of(given.labels.size(), "tasks")
                        + EditDistance.nearest(answer.id(), given.labels.keySet())
                                .map(near -> ". Did you mean '" + near + "'?")
                                .orElse(". Use the answers to these tasks."));
            }
        }
    }

    private static boolean isBefore(ToolAnswer one, ToolAnswer other) {
        return one.time().isPresent()
                && other.time().isPresent()
                && one.time().get().compareTo(other.time().get()) < 0;
    }

    /** Writes the answered examples as a file that {@code winnow audit apply} takes. */
    public Outcome write(Path output) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        List<String> contradicted = new ArrayList<>();
        List<String> unfit = new ArrayList<>(refused);
        int changed = 0;
        int undecided = 0;
        for (Map.Entry<String, Map<String, ToolAnswer>> each : newest.entrySet()) {
            String label = given.labels.get(each.getKey());
            Set<Optional<Set<String>>> said = new HashSet<>();
            Optional<String> corrected = Optional.empty();
            for (ToolAnswer answer : each.getValue().values()) {
                if (answer.status() == ToolAnswer.Status.LABELLED || answer.status() == ToolAnswer.Status.BAD) {
                    said.add(answer.status() == ToolAnswer.Status.BAD ? BAD : Optional.of(Set.copyOf(answer.labels())));
                    corrected = Optional.of(String.join(LabelText.SEPARATOR, answer.labels()));
                }
            }
            if (corrected.isEmpty()) {
                undecided++;
            } else if (said.size() > 1) {
                contradicted.add("'" + each.getKey() + "' has " + said.size()
                        + " different answers, so its label stays as it is.");
            } else if (given.several && said.contains(BAD)) {
                unfit.add("'" + each.getKey()
                        + "' should not be in the data, people say. Its label stays as it is, for an"
                        + " empty one would say that it has none of the classes. Remove it from your data.");
            } else {
                boolean same = said.contains(Optional.of(given.several ? LabelText.parts(label) : Set.of(label)));
                changed += same ? 0 : 1;
                rows.add(List.of(each.getKey(), label, same ? "dismissed" : "changed", same ? label : corrected.get()));
            }
        }
        TableFile.write(output, COLUMNS, rows);
        return new Outcome(changed, rows.size() - changed, undecided, contradicted, List.copyOf(unfit));
    }
}
