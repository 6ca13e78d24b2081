package io.winnow.trainer.audit;

import io.winnow.trainer.audit.item.ItemFinding;
import io.winnow.trainer.audit.item.ItemFindings;
import io.winnow.trainer.labelling.LabellingFormat;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.labelling.LabellingTasks;
import io.winnow.trainer.labelling.WritingChoices;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.page.Page;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the most suspicious examples, contradictory copies and outliers as tasks for the tools in which people label. */
public final class AuditTasks {
    private static final String IMAGES = "images";

    private AuditTasks() {}

    /**
     * Writes a task for each of the most suspicious examples, with the suggested class as the guess, in a folder for all tools. Further
     * tasks, without a guess, are for examples whose labels contradict each other, and for outliers. Images are written beside as the small
     * pictures that the page shows.
     *
     * @param found what was found on examples
     * @param top largest number of labels of each list, and of examples of each kind
     * @param folder folder for the files, which is replaced
     * @return the number of tasks
     */
    public static int write(Findings findings, ItemFindings found, LabelledExamples data, int top, Path folder)
            throws IOException {
        List<Suspect> suspects = findings.suspects(top);
        Set<Integer> written = new HashSet<>();
        AtomicFiles.directory(folder, temporary -> {
            List<LabellingItem> items = new ArrayList<>();
            Map<String, String> given = new LinkedHashMap<>();
            for (Suspect suspect : suspects) {
                if (written.add(suspect.row())) {
                    LabellingItem item = item(suspect.row(), guesses(suspect, findings), data, temporary);
                    items.add(item);
                    given.put(item.id(), findings.label(suspect.row()));
                }
            }
            for (ItemFinding each : found.toLabel(top)) {
                // Both examples of a contradiction are asked for: either label may be the wrong one.
                for (ItemFinding.Example example : each.trainExamples()) {
                    if (written.add(example.row())) {
                        items.add(item(example.row(), List.of(), data, temporary));
                        given.put(example.key(), findings.label(example.row()));
                    }
                }
            }
            boolean several = findings.answer() == Findings.Answer.SET;
            AtomicFiles.write(temporary.resolve(TaskAnswers.GIVEN), Json.page(new TaskAnswers.Given(several, given)));
            LabellingTasks tasks = new LabellingTasks(
                    Page.name(data.train().name()), "audit by " + findings.method(), findings.names(), several, items);
            for (LabellingFormat format : LabellingFormats.all()) {
                format.write(tasks, WritingChoices.USUAL, temporary);
            }
        });
        return written.size();
    }

    private static List<LabellingItem.Guess> guesses(Suspect suspect, Findings findings) {
        return findings.answer() == Findings.Answer.CLASS
                        && suspect.confidence().isPresent()
                ? List.of(new LabellingItem.Guess(
                        suspect.suggested(), suspect.confidence().getAsDouble()))
                : List.of();
    }

    private static LabellingItem item(int row, List<LabellingItem.Guess> guesses, LabelledExamples data, Path folder)
            throws IOException {
        int example = data.trainExamples()[row];
        Optional<String> file = Optional.empty();
        Optional<String> text = Optional.empty();
        Preview preview = data.preview(example);
        if (preview instanceof Preview.Picture picture) {
            String name = IMAGES + "/" + example + ".png";
            Files.createDirectories(folder.resolve(IMAGES));
            Files.write(folder.resolve(name), picture.png());
            file = Optional.of(name);
        } else if (preview instanceof Preview.Excerpt excerpt) {
            text = Optional.of(excerpt.text());
        }
        return new LabellingItem(data.train().key(example), file, text, guesses);
    }
}
