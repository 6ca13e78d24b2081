package io.winnow.trainer.loop;

import io.winnow.datasets.EditDistance;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.labelling.ToolAnswers;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Adds the answers of a file to a project. Reading a file a second time changes nothing. */
public final class AnswerImport {
    private final Project project;
    private final ItemTable items;
    private final AnswerLog log;
    private final Map<String, Integer> rounds = new HashMap<>();
    private final Clock clock;

    /**
     * What became of the answers of a file.
     *
     * @param added number of answers of annotators who had not answered for these items
     * @param same number of answers that were known
     * @param changed answers that differ from the annotator's earlier ones, each as a sentence
     * @param refused answers to unknown items or with unknown classes, each as a sentence
     * @param newClasses classes that were added
     */
    public record Outcome(int added, int same, List<String> changed, List<String> refused, List<String> newClasses) {}

    public AnswerImport(Project project, Clock clock) throws IOException {
        this.project = project;
        this.clock = clock;
        items = project.items();
        log = project.answers();
        for (LoopRound round : project.rounds()) {
            round.items().forEach(each -> rounds.put(each.id(), round.number()));
        }
    }

    /**
     * Adds answers.
     *
     * @param annotator who answered, if the file does not say
     * @param addClasses whether classes that the project does not have are added
     * @throws UserException if classes are to be added to a project with a closed list
     */
    public Outcome add(ToolAnswers read, Path file, String annotator, boolean addClasses) throws IOException {
        if (addClasses && !project.config().open()) {
            throw new UserException(
                    "--add-classes was given, but the classes of this project are fixed. Set `open: true` in "
                            + project.folder().resolve(Project.CONFIG) + ", or leave the option out.");
        }
        Set<String> classes = new LinkedHashSet<>(project.classes());
        List<String> newClasses = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        Map<List<String>, Answer> pending = new HashMap<>();
        List<Answer> more = new ArrayList<>();
        int added = 0;
        int same = 0;
        for (ToolAnswer each : read.answers()) {
            OptionalInt row = items.find(each.id());
            if (row.isEmpty()) {
                refused.add(each.place() + ": there is no item '" + each.id() + "' in this project"
                        + hint(items.nearest(each.id())));
                continue;
            }
            Optional<String> label = each.labels().stream().findFirst();
            if (label.isPresent() && !classes.contains(label.get())) {
                if (!addClasses) {
                    refused.add(each.place() + ": there is no class '" + label.get() + "'"
                            + hint(EditDistance.nearest(label.get(), classes)));
                    continue;
                }
                classes.add(label.get());
                newClasses.add(label.get());
            }
            Answer answer = answer(each, items.get(row.getAsInt()).id(), label, file, annotator);
            List<String> key = List.of(answer.id(), answer.annotator());
            Optional<Answer> before =
                    Optional.ofNullable(pending.get(key)).or(() -> log.of(answer.id(), answer.annotator()));
            if (before.isPresent() && before.get().agreesWith(answer)) {
                same++;
                continue;
            }
            if (before.isPresent()) {
                changed.add(answer.id() + ": " + answer.annotator() + " said "
                        + before.get().said() + " before, and now " + answer.said() + ".");
            } else {
                added++;
            }
            pending.put(key, answer);
            more.add(answer);
        }
        if (!newClasses.isEmpty()) {
            project.addClasses(newClasses);
        }
        log.append(more);
        return new Outcome(added, same, changed, refused, newClasses);
    }

    private Answer answer(ToolAnswer each, String id, Optional<String> label, Path file, String annotator) {
        return new Answer(
                id,
                label,
                each.annotator().orElse(annotator),
                rounds.getOrDefault(id, 0),
                each.time()
                        .orElseGet(() -> Instant.now(clock)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()),
                file.getFileName().toString(),
                each.status(),
                each.expert());
    }

    private static String hint(Optional<String> nearest) {
        return nearest.map(near -> "; did you mean '" + near + "'?").orElse(".");
    }
}
