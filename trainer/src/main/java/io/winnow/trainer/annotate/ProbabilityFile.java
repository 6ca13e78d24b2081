package io.winnow.trainer.annotate;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.datasets.DataException;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.AnnotationFile;
import io.winnow.datasets.label.Annotations;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what annotators said: a folder of annotations, its probabilities, or a file of labels. */
public final class ProbabilityFile {
    private ProbabilityFile() {}

    /**
     * Reads annotations. An annotator of whom only a label is known gives it the probability 1.
     *
     * @param path a folder of {@link AnnotationFolder}, its {@code probabilities.jsonl}, or a file with the columns key, annotator and label
     * @throws UserException if it is none of these; the message names the line
     */
    public static AnnotationOutcome read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(AnnotationFolder.PROBABILITIES) : path;
        InputPaths.require(file);
        return isOfProbabilities(file) ? ofProbabilities(file) : ofLabels(file);
    }

    private static boolean isOfProbabilities(Path file) throws IOException {
        // Every file has a first line in this character set, also one that is no text or not in UTF-8, of which the
        // reader of labels says so.
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String first = lines.readLine();
            return first != null && first.startsWith("{") && first.contains("\"probabilities\"");
        }
    }

    private static AnnotationOutcome ofLabels(Path file) throws IOException {
        // No value but an empty cell means that there is no label: "none" is a usual label of a language model.
        LabelFileOptions options = new LabelFileOptions(
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(), TextCharset.UTF_8, List.of());
        Annotations read;
        try {
            read = AnnotationFile.read(file, options).annotations();
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
        double[][][] probabilities =
                new double[read.annotators().size()][read.items().size()][];
        for (int i = 0; i < read.labels().length; i++) {
            for (int v = 0; v < read.labels()[i].length; v++) {
                double[] own = new double[read.classNames().size()];
                own[read.labels()[i][v]] = 1;
                probabilities[read.voters()[i][v]][i] = own;
            }
        }
        return new AnnotationOutcome(read.items(), read.classNames(), read.annotators(), probabilities);
    }

    /** What one annotator said of one item. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    private record Line(int item, int annotator, double[] probabilities) {}

    private static AnnotationOutcome ofProbabilities(Path file) throws IOException {
        Map<String, Integer> items = new LinkedHashMap<>();
        Map<String, Integer> annotators = new LinkedHashMap<>();
        Map<String, Integer> labels = new LinkedHashMap<>();
        List<Line> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int number = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                lines.add(line(file, number, text, items, annotators, labels));
            }
        }
        double[][][] probabilities = new double[annotators.size()][items.size()][];
        for (Line line : lines) {
            if (probabilities[line.annotator()][line.item()] != null) {
                throw new UserException(file + " has a line for the item "
                        + List.copyOf(items.keySet()).get(line.item()) + " by the annotator "
                        + List.copyOf(annotators.keySet()).get(line.annotator())
                        + " twice. Remove one of the two lines.");
            }
            probabilities[line.annotator()][line.item()] = Arrays.copyOf(line.probabilities(), labels.size());
        }
        return new AnnotationOutcome(
                List.copyOf(items.keySet()),
                List.copyOf(labels.keySet()),
                List.copyOf(annotators.keySet()),
                probabilities);
    }

    private static Line line(
            Path file,
            int number,
            String text,
            Map<String, Integer> items,
            Map<String, Integer> annotators,
            Map<String, Integer> labels) {
        try {
            JsonNode json = Json.parse(text, JsonNode.class);
            String key = json.required("key").asText();
            String annotator = json.required("annotator").asText();
            List<Double> found = new ArrayList<>();
            json.required("probabilities").properties().forEach(each -> {
                int label = labels.computeIfAbsent(each.getKey(), name -> labels.size());
                while (found.size() <= label) {
                    found.add(0.0);
                }
                found.set(label, each.getValue().asDouble(Double.NaN));
            });
            double sum = found.stream().mapToDouble(p -> p).sum();
            if (!(sum > 0) || found.stream().anyMatch(p -> !(p >= 0 && p <= 1))) {
                throw new IllegalArgumentException("probabilities must be numbers from 0 to 1, not all 0");
            }
            return new Line(
                    items.computeIfAbsent(key, name -> items.size()),
                    annotators.computeIfAbsent(annotator, name -> annotators.size()),
                    found.stream().mapToDouble(p -> p / sum).toArray());
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    file + ", line " + number + ": this is not a line with key, annotator and probabilities ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "). Use the file that `winnow annotate` wrote.",
                    e);
        }
    }
}
