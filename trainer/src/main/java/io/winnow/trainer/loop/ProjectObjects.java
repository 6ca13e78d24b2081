package io.winnow.trainer.loop;

import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.ImageSize;
import io.winnow.trainer.labelling.BoxTask;
import io.winnow.trainer.labelling.CocoBoxes;
import io.winnow.trainer.labelling.LabelledBox;
import io.winnow.trainer.labelling.ToolAnswer;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The objects in the images of a project: boxes that people drew, and those that a detector proposes for other images. */
public final class ProjectObjects {
    static final String FILE = "objects.jsonl";
    private static final String COCO = "objects-coco.json";

    private ProjectObjects() {}

    /** Returns the proposals of a detector; none if the project names no file of them. */
    private static List<Proposal> proposals(Project project, ItemTable items) throws IOException {
        Optional<Path> file = project.config().proposals().map(Path::of);
        if (file.isEmpty()) {
            return List.of();
        }
        InputPaths.require(file.get());
        return Proposal.read(file.get(), items);
    }

    /** Returns the objects of all images: of those that people have drawn boxes in, these boxes alone. */
    static List<Proposal> all(Project project, ItemTable items) throws IOException {
        Map<Integer, List<LabelledBox>> drawn = drawn(project.answers(), items);
        if (!project.config().boxes()) {
            // Nobody was asked to draw boxes, so an image with none of the classes may still show objects.
            drawn.values().removeIf(List::isEmpty);
        }
        List<Proposal> all = new ArrayList<>();
        for (Proposal each : proposals(project, items)) {
            if (!drawn.containsKey(each.item())) {
                all.add(each);
            }
        }
        drawn.forEach((item, boxes) ->
                boxes.forEach(each -> all.add(new Proposal(item, each.box(), Optional.of(each.label()), 1))));
        return all;
    }

    /** Returns the boxes that people have drawn in each image, by its row. An image without an object has none. */
    private static Map<Integer, List<LabelledBox>> drawn(AnswerLog answers, ItemTable items) {
        Map<Integer, List<LabelledBox>> drawn = new TreeMap<>();
        answers.current()
                .forEach((id, byAnnotator) ->
                        drawn(byAnnotator.values()).ifPresent(boxes -> drawn.put(items.row(id), boxes)));
        return drawn;
    }

    /** Of several annotators, an expert counts, or otherwise the last one. Classes without boxes say nothing of objects. */
    private static Optional<List<LabelledBox>> drawn(Collection<Answer> answers) {
        Optional<Answer> found = Optional.empty();
        for (Answer each : answers) {
            boolean boxes = each.status() == ToolAnswer.Status.LABELLED
                    && (!each.objects().isEmpty() || each.labels().isEmpty());
            if (boxes && (each.expert() || found.filter(Answer::expert).isEmpty())) {
                found = Optional.of(each);
            }
        }
        return found.map(Answer::objects);
    }

    /** Writes the boxes that people have drawn, as a file of proposals and in the format COCO; not those of test items. */
    static void write(AnswerLog answers, ItemTable items, Set<String> test, List<String> classes, Path folder)
            throws IOException {
        StringBuilder text = new StringBuilder();
        List<CocoBoxes.Drawn> images = new ArrayList<>();
        Map<Integer, List<LabelledBox>> drawn = drawn(answers, items);
        drawn.keySet().removeIf(row -> test.contains(items.get(row).id()));
        for (Map.Entry<Integer, List<LabelledBox>> entry : drawn.entrySet()) {
            LoopItem item = items.get(entry.getKey());
            String id = item.id();
            ImageSize size = size(item);
            images.add(
                    new CocoBoxes.Drawn(id, item.file().orElseThrow(), size.width(), size.height(), entry.getValue()));
            for (LabelledBox each : entry.getValue()) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("image", id);
                line.put("box", each.box());
                line.put("label", each.label());
                text.append(Json.line(line)).append('\n');
            }
        }
        AtomicFiles.write(folder.resolve(FILE), text.toString());
        CocoBoxes.write(classes, images, folder.resolve(COCO));
    }

    /**
     * Returns what is needed to draw boxes in chosen images, by their ids.
     *
     * @throws UserException if an item is no image file
     */
    static Map<String, BoxTask> tasks(Project project, ItemTable items, List<LoopRound.Selected> selected)
            throws IOException {
        Map<Integer, List<LabelledBox>> proposed = new TreeMap<>();
        List<String> classes = project.classes();
        for (Proposal each : proposals(project, items)) {
            if (isShown(each, classes)) {
                proposed.computeIfAbsent(each.item(), row -> new ArrayList<>())
                        .add(new LabelledBox(each.label().get(), each.box()));
            }
        }
        Map<String, BoxTask> tasks = new LinkedHashMap<>();
        for (LoopRound.Selected each : selected) {
            int row = items.row(each.id());
            ImageSize size = size(items.get(row));
            tasks.put(
                    each.id(),
                    new BoxTask(
                            size.width(),
                            size.height(),
                            each.blind() ? List.of() : within(size, proposed.getOrDefault(row, List.of()))));
        }
        return tasks;
    }

    /** Whether people who draw boxes see a proposal: their tools take only boxes of the classes of the project. */
    private static boolean isShown(Proposal proposal, List<String> classes) {
        return proposal.label().filter(classes::contains).isPresent();
    }

    /** Returns notes on proposals that people who draw boxes do not see; none if nobody is asked to draw boxes. */
    public static List<String> notes(Project project, ItemTable items) throws IOException {
        if (!project.config().boxes()) {
            return List.of();
        }
        List<String> classes = project.classes();
        List<Proposal> all = proposals(project, items);
        List<Proposal> hidden =
                all.stream().filter(each -> !isShown(each, classes)).toList();
        List<String> others = hidden.stream()
                .flatMap(each -> each.label().stream())
                .distinct()
                .sorted()
                .toList();
        return hidden.isEmpty()
                ? List.of()
                : List.of(hidden.size() + " of " + Plural.of(all.size(), "proposal", "proposals")
                        + " will not be shown to the annotators, because "
                        + (others.isEmpty()
                                ? "they have no class"
                                : "their classes are not among those of the project (" + Shown.of(others) + ")"
                                        + (hidden.stream()
                                                        .anyMatch(each ->
                                                                each.label().isEmpty())
                                                ? ", or they have none"
                                                : ""))
                        + ". Correct the names in "
                        + project.config().proposals().orElseThrow()
                        + " if the classes are called otherwise there.");
    }

    /** Returns the parts of boxes that lie in an image: tools do not take what lies beside it. */
    private static List<LabelledBox> within(ImageSize image, List<LabelledBox> boxes) {
        return boxes.stream()
                .filter(each -> each.box().isIn(image.width(), image.height()))
                .map(each -> new LabelledBox(each.label(), each.box().within(image.width(), image.height())))
                .toList();
    }

    /**
     * Decodes an item.
     *
     * @throws UserException if it is no image file
     */
    static Image image(LoopItem item) throws IOException {
        return ImageDecoder.decode(item.id(), Files.readAllBytes(file(item)), DecodeOptions.of(3));
    }

    /** Returns the size of an item, without decoding it. */
    private static ImageSize size(LoopItem item) throws IOException {
        return ImageDecoder.size(item.id(), Files.readAllBytes(file(item)));
    }

    private static Path file(LoopItem item) {
        return Path.of(item.file()
                .orElseThrow(() -> new UserException("The item " + item.id()
                        + " is not an image file, and boxes are of image files. Unpack the images into a folder, and create a project"
                        + " with it.")));
    }
}
