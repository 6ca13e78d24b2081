package io.winnow.datasets.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads the labels of examples in shards. */
final class ShardLabels {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** If the number of classes is not known from their names, a larger label is considered damaged. */
    private static final int MOST_UNNAMED = 1 << 20;

    private static final int MOST_NAMED = 5;

    /** Reads the content of an entry. */
    @FunctionalInterface
    interface Content {
        byte[] of(TarIndex.Entry entry) throws IOException;
    }

    private final List<String> classNames;
    private final List<int[]> positives = new ArrayList<>();
    private final List<String> unlabelled = new ArrayList<>();
    private int labelled;
    private boolean multi;

    /**
     * Creates a reader.
     *
     * @param classNames names of the classes; empty if they have no names
     */
    ShardLabels(List<String> classNames) {
        this.classNames = classNames;
    }

    /**
     * Reads the label of the next example.
     *
     * @param where its shard and key, for messages
     */
    void add(String where, ShardMembers.Member member, Content content) throws IOException {
        JsonNode label = label(where, member, content);
        if (label == null) {
            positives.add(null);
            if (unlabelled.size() < MOST_NAMED) {
                unlabelled.add(Shown.printable(where));
            }
            return;
        }
        labelled++;
        multi |= label.isArray();
        int[] numbers = label.isArray() ? new int[label.size()] : new int[] {number(where, label)};
        for (int i = 0; i < label.size(); i++) {
            numbers[i] = number(where, label.get(i));
        }
        positives.add(IntStream.of(numbers).distinct().toArray());
    }

    /** Whether any example has a label. */
    boolean any() {
        return labelled > 0;
    }

    /**
     * The labels of all examples that were added.
     *
     * @param name name of the data set, for messages
     * @throws DataException if some examples have a label and others have none
     */
    Labels labels(String name) throws DataException {
        int count = positives.size();
        if (labelled == 0) {
            return new NoLabels(count);
        }
        if (labelled < count) {
            int missing = count - labelled;
            throw new DataException(missing + " of the " + count + " images of " + name + " have no label: "
                    + String.join(", ", unlabelled) + (missing > unlabelled.size() ? ", .." : "")
                    + ". Put KEY.cls (or KEY.json) beside each image, or remove the images without one.");
        }
        int[][] numbers = positives.toArray(int[][]::new);
        return multi
                ? new ClassSets(numbers, names(numbers))
                : new ClassLabels(Stream.of(numbers).mapToInt(each -> each[0]).toArray(), names(numbers));
    }

    /** The given class names, or the numbers up to the largest label. */
    private List<String> names(int[][] numbers) {
        int largest = Stream.of(numbers).flatMapToInt(IntStream::of).max().orElse(-1);
        return classNames.isEmpty()
                ? IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList()
                : classNames;
    }

    /**
     * Reads the label from {@code .cls}, else {@code .json}, else a {@code .txt} that is a label rather than a caption; null if there is
     * none.
     */
    private JsonNode label(String where, ShardMembers.Member member, Content content) throws IOException {
        if (member.classNumber() != null) {
            return plain(where, member.classNumber(), content);
        }
        if (member.json() != null) {
            try {
                JsonNode json = JSON.readTree(text(where, member.json(), content));
                JsonNode label = json.get("label");
                if (label == null && isList(json.get("labels"))) {
                    return json.get("labels");
                }
                return label == null || label.isNull() ? null : label;
            } catch (JsonProcessingException e) {
                throw new DataException(
                        where + ": the label file '"
                                + Shown.printable(member.json().name()) + "' is not JSON: " + e.getOriginalMessage(),
                        e);
            }
        }
        if (member.text() == null) {
            return null;
        }
        JsonNode label = plain(where, member.text(), content);
        return label.isInt() || classNames.contains(label.asText()) ? label : null;
    }

    /** Whether a value is a list of classes; other values by this name may say anything. */
    private boolean isList(JsonNode labels) {
        if (labels == null || !labels.isArray()) {
            return false;
        }
        for (JsonNode each : labels) {
            if (!each.isInt() && !classNames.contains(each.asText())) {
                return false;
            }
        }
        return true;
    }

    /** Parses a number, an array of numbers, or the name of a class. */
    private static JsonNode plain(String where, TarIndex.Entry entry, Content content) throws IOException {
        String text = text(where, entry, content);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    private static String text(String where, TarIndex.Entry entry, Content content) throws IOException {
        String text = new String(content.of(entry), StandardCharsets.UTF_8);
        text = (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
        if (text.isEmpty()) {
            throw new DataException(where + ": the file '" + Shown.printable(entry.name())
                    + "' is empty. It should hold the label of the image; remove the image if it has none.");
        }
        return text;
    }

    private int number(String where, JsonNode label) throws DataException {
        int number = -1;
        if (label.isTextual()) {
            number = classNames.indexOf(label.textValue());
            if (number < 0 && label.textValue().strip().matches("[0-9]{1,9}")) {
                number = Integer.parseInt(label.textValue().strip());
            }
        } else if (label.isNumber() && label.doubleValue() == label.intValue()) {
            number = label.intValue();
        }
        int classes = classNames.isEmpty() ? MOST_UNNAMED : classNames.size();
        if (number < 0 || number >= classes) {
            throw new DataException(where + ": its label is " + label + ". Classes are numbered 0 to " + (classes - 1)
                    + (classNames.isEmpty()
                            ? "; classes.txt beside the shards may name them, one per line."
                            : ", since classes.txt beside the shards has " + classes + " names."));
        }
        return number;
    }
}
