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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Adds the answers of a file to a project. Reading a file a second time changes nothing. */
public final class AnswerImport {
    /** Number of sentences of a kind that are shown. */
    public static final int SHOWN = 20;
    /** The annotator of files that name none. */
    public static final String UNNAMED = "annotator";

    private final Project project;
    private final ItemTable items;
    private final AnswerLog log;
    private final Map<String, Integer> rounds = new HashMap<>();
    /** Items that two people are to label. */
    private final Set<String> shared = new HashSet<>();

    private final Clock clock;

    /**
     * What became of the answers of a file.
     *
     * @param added number of answers of annotators who had not answered for these items
     * @param same number of answers that were known
     * @param older number of answers that do not count, because the same annotator gave a newer one for the item
     * @param changed answers that differ from the annotator's earlier ones, each as a sentence
     * @param refused answers to unknown items, with unknown classes or with boxes without an area, each as a sentence
     * @param newClasses classes that were added
     */
    public record Outcome(
            int added, int same, int older, List<String> changed, List<String> refused, List<String> newClasses) {}

    public AnswerImport(Project project, Clock clock) throws IOException {
        this.project = project;
        this.clock = clock;
        items = project.items();
        log = project.answers();
        for (LoopRound round : project.rounds()) {
            for (LoopRound.Selected each : round.items()) {
                rounds.put(each.id(), round.number());
                if (each.annotators() > 1) {
                    shared.add(each.id());
                }
            }
        }
    }

    /**
     * Adds answers.
     *
     * @param annotator who answered, if the file does not say; empty for somebody without a name
     * @param addClasses whether classes that the project does not have are added
     * @throws UserException if classes are to be added to a project with a closed list, or it is not known who answered for an item that two people are to label
     */
    public Outcome add(ToolAnswers read, Path file, Optional<String> annotator, boolean addClasses) throws IOException {
        if (addClasses && !project.config().open()) {
            throw new UserException(
                    "--add-classes was given, but the classes of this project are fixed. Set `open: true` in "
                            + project.folder().resolve(Project.CONFIG) + ", or leave the option out.");
        }
        Set<String> classes = new LinkedHashSet<>(project.classes());
        List<String> newClasses = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Map<List<String>, Answer> newest = new LinkedHashMap<>();
        int older = 0;
        for (ToolAnswer each : read.answers()) {
            OptionalInt row = items.find(each.id());
            if (row.isEmpty()) {
                // To look for the nearest of many ids takes long, so it is done only where the sentence is shown.
                refused.add(each.place() + ": there is no item '" + each.id() + "' in this project"
                        + hint(refused.size() < SHOWN ? items.nearest(each.id()) : Optional.empty()));
                continue;
            }
            List<String> unknown = each.labels().stream()
                    .filter(name -> !classes.contains(name))
                    .toList();
            if (!unknown.isEmpty() && !addClasses) {
                refused.add(each.place() + ": there is no class '" + unknown.get(0) + "'"
                        + hint(EditDistance.nearest(unknown.get(0), classes)));
                continue;
            }
            if (!each.boxes().stream().allMatch(box -> box.box().hasArea())) {
                refused.add(each.place() + ": a box around an object of '" + each.id()
                        + "' has no area. Draw it again, or remove it.");
                continue;
            }
            classes.addAll(unknown);
            newClasses.addAll(unknown);
            Answer answer = answer(each, items.get(row.getAsInt()).id(), file, annotator);
            List<String> key = List.of(answer.id(), answer.annotator());
            older += newest.containsKey(key) ? 1 : 0;
            newest.merge(key, answer, (before, next) -> next.isBefore(before) ? before : next);
        }
        if (!newClasses.isEmpty()) {
            project.addClasses(newClasses);
        }
        return log(newest.values(), older, refused, newClasses);
    }

    private Outcome log(Collection<Answer> answers, int repeated, List<String> refused, List<String> newClasses)
            throws IOException {
        List<String> changed = new ArrayList<>();
        List<Answer> more = new ArrayList<>();
        int added = 0;
        int same = 0;
        int older = repeated;
        for (Answer answer : answers) {
            Optional<Answer> before = log.of(answer.id(), answer.annotator());
            if (before.isEmpty()) {
                added++;
            } else if (before.get().agreesWith(answer)) {
                same++;
                if (!before.get().isBefore(answer)) {
                    continue;
                }
            } else if (answer.isBefore(before.get())) {
                older++;
                continue;
            } else {
                changed.add(answer.id() + ": " + answer.annotator() + " said "
                        + before.get().said() + " before, and now " + answer.said() + ".");
            }
            more.add(answer);
        }
        log.append(more);
        return new Outcome(added, same, older, changed, refused, newClasses);
    }

    private Answer answer(ToolAnswer each, String id, Path file, Optional<String> annotator) {
        Optional<String> named = each.annotator().or(() -> annotator);
        if (named.isEmpty() && shared.contains(id)) {
            throw new UserException(each.place() + " does not say who answered for '" + id
                    + "', which two people are to label. Name the annotator of the file with --annotator.");
        }
        String who = named.orElse(UNNAMED);
        return new Answer(
                id,
                each.labels(),
                who,
                rounds.getOrDefault(id, 0),
                each.time()
                        .orElseGet(() -> Instant.now(clock)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()),
                each.time().isPresent(),
                file.getFileName().toString(),
                each.status(),
                each.expert()
                        .orElseGet(() -> log.of(id, who).map(Answer::expert).orElse(false)),
                each.boxes());
    }

    private static String hint(Optional<String> nearest) {
        return nearest.map(near -> "; did you mean '" + near + "'?").orElse(".");
    }
}
