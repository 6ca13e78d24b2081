package io.winnow.trainer.labelling;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.Plural;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * COCO: one JSON object with {@code images}, {@code categories} and {@code annotations}, of which each has a {@code bbox} of left, top, width and
 * height in pixels (<a href="https://cocodataset.org/#format-data">cocodataset.org</a>). It has no place for what is only proposed, so tasks have
 * no annotations, and all that are read are answers. An image without any is unanswered, unless people have looked at all images. The box of a
 * crowd ({@code iscrowd}) is no object's, but says the class of the image. CVAT writes a turned box as it was before it was turned about its
 * center, and the angle as the attribute {@code rotation} (<a href="https://github.com/cvat-ai/cvat/issues/4745">issue 4745</a>).
 */
public final class CocoBoxes implements LabellingFormat {
    private static final String FILE = "coco.json";
    private static final String ID = "winnow_id";
    /** Keys of a file, of which one stands at its beginning. Files of JSON lines begin with a brace, too. */
    private static final List<String> KEYS = List.of("info", "licenses", "images", "annotations", "categories");

    @Override
    public String key() {
        return "coco";
    }

    @Override
    public List<Path> write(LabellingTasks tasks, WritingChoices choices, Path folder) throws IOException {
        if (!tasks.isBoxes()) {
            return List.of();
        }
        Path file = folder.resolve(FILE);
        write(
                tasks.classes(),
                tasks.items().stream()
                        .map(item -> new Drawn(
                                item.id(),
                                item.file().orElse(item.id()),
                                item.boxes().orElseThrow().width(),
                                item.boxes().orElseThrow().height(),
                                List.of()))
                        .toList(),
                file);
        return List.of(file);
    }

    /**
     * An image with its boxes.
     *
     * @param id key of the image
     * @param file path of its file
     * @param width width in pixels
     * @param height height in pixels
     */
    public record Drawn(String id, String file, int width, int height, List<LabelledBox> boxes) {}

    /** Writes images with their boxes into a file. */
    public static void write(List<String> classes, List<Drawn> images, Path file) throws IOException {
        List<Map<String, Object>> pictures = new ArrayList<>();
        List<Map<String, Object>> annotations = new ArrayList<>();
        for (Drawn image : images) {
            Map<String, Object> picture = new LinkedHashMap<>();
            picture.put("id", pictures.size() + 1);
            picture.put("file_name", image.file());
            picture.put("width", image.width());
            picture.put("height", image.height());
            picture.put(ID, image.id());
            pictures.add(picture);
            for (LabelledBox each : image.boxes()) {
                Map<String, Object> annotation = new LinkedHashMap<>();
                annotation.put("id", annotations.size() + 1);
                annotation.put("image_id", pictures.size());
                annotation.put("category_id", classes.indexOf(each.label()) + 1);
                annotation.put("bbox", each.box());
                annotation.put("area", each.box().width() * each.box().height());
                annotation.put("iscrowd", 0);
                annotations.add(annotation);
            }
        }
        List<Map<String, Object>> categories = new ArrayList<>();
        classes.forEach(name -> categories.add(Map.of("id", categories.size() + 1, "name", name)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("images", pictures);
        all.put("annotations", annotations);
        all.put("categories", categories);
        AtomicFiles.write(file, Json.page(all));
    }

    @Override
    public boolean recognises(Path file, String beginning) {
        return beginning.startsWith("{") && KEYS.stream().anyMatch(key -> beginning.contains('"' + key + '"'));
    }

    @Override
    public ToolAnswers read(Path file, ReadingChoices choices) throws IOException {
        JsonNode json = ToolJson.read(file);
        require(json, choices, file);
        Map<String, String> names = new HashMap<>();
        json.path("categories")
                .forEach(each ->
                        names.put(each.path("id").asText(), each.path("name").asText()));
        Map<String, List<LabelledBox>> boxes = new HashMap<>();
        Map<String, List<LabelledBox>> crowds = new HashMap<>();
        // Images with an object whose box cannot be read, so they are not images without an object.
        Set<String> unread = new HashSet<>();
        int passed = 0;
        int turned = 0;
        for (JsonNode each : json.get("annotations")) {
            String name = names.get(each.path("category_id").asText());
            if (name == null) {
                throw new UserException(file + ": annotation " + each.path("id").asText() + " has the category "
                        + each.path("category_id") + ", which the file does not name. Export it again.");
            }
            String image = each.path("image_id").asText();
            Optional<Box> box = Box.find(each.path("bbox"));
            if (box.isPresent()) {
                double angle = each.path("attributes").path("rotation").asDouble();
                turned += angle == 0 ? 0 : 1;
                (each.path("iscrowd").asInt() == 0 ? boxes : crowds)
                        .computeIfAbsent(image, id -> new ArrayList<>())
                        .add(new LabelledBox(name, box.get().turned(angle)));
            } else {
                unread.add(image);
                passed++;
            }
        }
        List<ToolAnswer> answers = new ArrayList<>();
        int unanswered = 0;
        int inCrowds = 0;
        for (JsonNode image : json.get("images")) {
            String id = image.path("id").asText();
            List<LabelledBox> own = Optional.ofNullable(boxes.remove(id)).orElse(List.of());
            List<LabelledBox> crowd = Optional.ofNullable(crowds.remove(id)).orElse(List.of());
            inCrowds += crowd.size();
            if (own.isEmpty() && crowd.isEmpty() && (unread.contains(id) || !choices.finished())) {
                unanswered++;
            } else {
                answers.add(answer(image, own, crowd, file));
            }
        }
        List<String> notes = new ArrayList<>();
        if (passed > 0) {
            notes.add("Passed over " + Plural.of(passed, "annotations")
                    + " without a bbox, which is a list of left, top, width and height in pixels.");
        }
        if (turned > 0) {
            notes.add("Took the upright box around " + Plural.of(turned, "turned box", "turned boxes") + ".");
        }
        if (inCrowds > 0) {
            notes.add("Took the class, but no object, from " + Plural.of(inCrowds, "annotations")
                    + " of crowds (iscrowd), whose box is around several objects.");
        }
        int strangers = Stream.of(boxes, crowds)
                .flatMap(each -> each.values().stream())
                .mapToInt(List::size)
                .sum();
        if (strangers > 0) {
            notes.add("Passed over " + Plural.of(strangers, "annotations") + " of images that the file does not list.");
        }
        return new ToolAnswers(answers, unanswered, notes);
    }

    private static void require(JsonNode json, ReadingChoices choices, Path file) {
        if (!json.path("images").isArray() || !json.path("annotations").isArray()) {
            throw new UserException(
                    file + " is not a file of COCO, which has the lists images, annotations and categories."
                            + " Export the boxes in that format.");
        }
        if (!choices.several()) {
            throw new UserException(
                    file + " has boxes, but each item of the project has exactly one class. Boxes need a"
                            + " project with `several: true`.");
        }
    }

    private static ToolAnswer answer(JsonNode image, List<LabelledBox> boxes, List<LabelledBox> crowds, Path file) {
        return new ToolAnswer(
                image.path(image.hasNonNull(ID) ? ID : "file_name").asText(),
                LabelledBox.labels(
                        Stream.concat(boxes.stream(), crowds.stream()).toList()),
                ToolAnswer.Status.LABELLED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                file + ", image " + image.path("id").asText(),
                boxes);
    }
}
