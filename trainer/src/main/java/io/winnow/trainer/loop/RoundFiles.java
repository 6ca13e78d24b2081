package io.winnow.trainer.loop;

import io.winnow.trainer.labelling.BoxTask;
import io.winnow.trainer.labelling.LabellingFormat;
import io.winnow.trainer.labelling.LabellingFormats;
import io.winnow.trainer.labelling.LabellingItem;
import io.winnow.trainer.labelling.LabellingTasks;
import io.winnow.trainer.labelling.WritingChoices;
import io.winnow.trainer.run.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the folder of a round: what was chosen, and the files for the tools in which people answer. */
public final class RoundFiles {
    static final String IMAGES = "images";
    /** The folder with the items that a second annotator is to label as well. */
    private static final String SECOND = "second";

    private final Project project;
    private final ItemTable items;
    private final Pictures pictures;
    /** Folder of the project as the written files name it. */
    private final Path home;

    /** Makes small pictures of items that have no file of their own, such as those in shards. */
    @FunctionalInterface
    public interface Pictures {
        /** Returns a PNG file for each of the ids. */
        Map<String, byte[]> of(Set<String> ids) throws IOException;
    }

    public RoundFiles(Project project, ItemTable items, Pictures pictures) {
        this(project, items, pictures, project.folder());
    }

    /** @param home folder to which the project will be moved when it is complete */
    RoundFiles(Project project, ItemTable items, Pictures pictures, Path home) {
        this.home = home;
        this.project = project;
        this.items = items;
        this.pictures = pictures;
    }

    /** Writes a round, whose folder then exists with all of its files or not at all. */
    public LoopRound write(int number, List<LoopRound.Selected> selected) throws IOException {
        Path folder = project.roundFolder(number);
        Map<String, byte[]> drawn = pictures.of(selected.stream()
                .map(each -> items.get(items.row(each.id())))
                .filter(item -> item.file().isEmpty() && item.text().isEmpty())
                .map(LoopItem::id)
                .collect(Collectors.toSet()));
        AtomicFiles.directory(folder, temporary -> {
            new LoopRound(number, temporary, selected).write();
            for (Map.Entry<String, byte[]> picture : drawn.entrySet()) {
                Path images = Files.createDirectories(temporary.resolve(IMAGES));
                Files.write(images.resolve(items.pictureName(items.row(picture.getKey()))), picture.getValue());
            }
            write(tasks(number, selected), temporary);
            List<LoopRound.Selected> twice =
                    selected.stream().filter(each -> each.annotators() > 1).toList();
            if (!twice.isEmpty()) {
                write(tasks(number, twice), Files.createDirectories(temporary.resolve(SECOND)));
            }
        });
        return new LoopRound(number, folder, selected);
    }

    private void write(LabellingTasks tasks, Path folder) throws IOException {
        WritingChoices choices = new WritingChoices(
                project.config().labelStudioUrl(), project.config().excel());
        for (LabellingFormat format : LabellingFormats.all()) {
            format.write(tasks, choices, folder);
        }
    }

    private LabellingTasks tasks(int number, List<LoopRound.Selected> selected) throws IOException {
        String name = home.toAbsolutePath().normalize().getFileName() + ", round " + number;
        return new LabellingTasks(
                name,
                "before round " + number,
                project.classes(),
                project.config().several(),
                items(number, selected));
    }

    /** Returns chosen items of a round as they are to be labelled. */
    List<LabellingItem> items(int number, List<LoopRound.Selected> selected) throws IOException {
        List<LabellingItem> list = new ArrayList<>();
        List<String> classes = project.classes();
        Map<String, BoxTask> boxes =
                project.config().boxes() ? ProjectObjects.tasks(project, items, selected) : Map.of();
        for (LoopRound.Selected each : selected) {
            int row = items.row(each.id());
            LoopItem item = items.get(row);
            Optional<String> file = item.file();
            if (file.isEmpty() && item.text().isEmpty()) {
                file = Optional.of(new Project(home, project.config())
                        .roundFolder(number)
                        .resolve(IMAGES)
                        .resolve(items.pictureName(row))
                        .toString());
            }
            // A class without a name is no answer.
            List<LabellingItem.Guess> guesses = each.blind()
                    ? List.of()
                    : each.guesses().stream()
                            .filter(guess -> classes.contains(guess.label()))
                            .toList();
            list.add(new LabellingItem(
                    each.id(), file, item.text(), guesses, Optional.ofNullable(boxes.get(each.id()))));
        }
        return list;
    }
}
