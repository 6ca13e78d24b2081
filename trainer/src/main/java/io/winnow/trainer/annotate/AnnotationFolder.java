package io.winnow.trainer.annotate;

import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The folder that holds annotations: {@code annotations.csv} with a row per item and annotator, {@code probabilities.jsonl} with the
 * probabilities, {@code answers.jsonl} with all questions and answers of language models, {@code prompts} with the wordings, and
 * {@code annotate.json}, which says who the annotators are.
 *
 * @param path the folder
 */
public record AnnotationFolder(Path path) {
    public static final String ANNOTATIONS = "annotations.csv";
    public static final String PROBABILITIES = "probabilities.jsonl";
    public static final String ANSWERS = "answers.jsonl";
    public static final String DESCRIPTION = "annotate.json";
    private static final String PROMPTS = "prompts";

    /**
     * Requires that files of other origin are not replaced.
     *
     * @throws UserException if the folder has files of these names that this program did not write
     */
    public void requireOurs() {
        for (String name : List.of(ANNOTATIONS, PROBABILITIES)) {
            if (Files.exists(path.resolve(name)) && !Files.exists(path.resolve(DESCRIPTION))) {
                throw new UserException(
                        path.resolve(name) + " exists already, and there is no " + DESCRIPTION
                                + " beside it, so it may not come from `winnow annotate`. Choose another folder with --output.");
            }
        }
    }

    /** Returns the files that {@link #describe} and {@link #write} replace, without the wordings. */
    public Stream<Path> written() {
        return Stream.of(ANNOTATIONS, PROBABILITIES, DESCRIPTION).map(path::resolve);
    }

    public Path answers() {
        return path.resolve(ANSWERS);
    }

    /** Writes who the annotators are, and the wordings. */
    public void describe(Map<String, Object> description, List<PromptTemplate> templates) throws IOException {
        AtomicFiles.write(path.resolve(DESCRIPTION), Json.page(description));
        for (PromptTemplate each : templates) {
            AtomicFiles.write(path.resolve(PROMPTS).resolve(each.name() + ".txt"), each.text() + "\n");
        }
    }

    /** Writes what annotators said. */
    public void write(AnnotationOutcome outcome) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < outcome.keys().size(); i++) {
            for (int a = 0; a < outcome.annotators().size(); a++) {
                double[] own = outcome.probabilities()[a][i];
                if (own != null) {
                    rows.add(List.of(
                            outcome.keys().get(i),
                            outcome.annotators().get(a),
                            outcome.labels().get(Ranks.largest(own))));
                }
            }
        }
        TableFile.write(path.resolve(ANNOTATIONS), List.of("key", "annotator", "label"), rows);
        Iterable<List<Object>> lines = () -> IntStream.range(0, outcome.keys().size())
                .boxed()
                .flatMap(i -> IntStream.range(0, outcome.annotators().size())
                        .filter(a -> outcome.probabilities()[a][i] != null)
                        .mapToObj(a -> List.<Object>of(
                                outcome.keys().get(i),
                                outcome.annotators().get(a),
                                byLabel(outcome.labels(), outcome.probabilities()[a][i]))))
                .iterator();
        TableFile.write(path.resolve(PROBABILITIES), List.of("key", "annotator", "probabilities"), lines);
    }

    private static Map<String, Object> byLabel(List<String> labels, double[] probabilities) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int k = 0; k < probabilities.length; k++) {
            // Six digits are more than any annotator knows, and keep the file small.
            named.put(labels.get(k), Math.rint(probabilities[k] * 1e6) / 1e6);
        }
        return named;
    }
}
