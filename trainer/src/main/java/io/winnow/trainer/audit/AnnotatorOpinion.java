package io.winnow.trainer.audit;

import io.winnow.datasets.EditDistance;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.trainer.annotate.AnnotationOutcome;
import io.winnow.trainer.annotate.ProbabilityFile;
import io.winnow.trainer.modality.LabelledExamples;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What annotators, such as language models, say of the audited examples (llm-annotators.md, section 2): the mean of their class
 * probabilities.
 *
 * @param probabilities class probabilities of each example (N, K); null for an example that no annotator labelled
 */
@SuppressWarnings("ArrayRecordComponent") // a column of data; never compared
public record AnnotatorOpinion(double[][] probabilities) {
    /** Weight of the mean without annotations, as a multiple of that of the annotations. */
    static final int OTHERS = 3;

    /** Returns the methods that can rank labels. */
    public static List<String> methods(boolean annotated) {
        return annotated
                ? Stream.concat(LabelAudit.methods().stream(), Stream.of(LabelAudit.ANNOTATIONS, LabelAudit.MODELS))
                        .toList()
                : LabelAudit.methods();
    }

    /**
     * Reads annotations of the examples of an audit.
     *
     * @param say receives a note if some examples have none
     * @throws UserException if a label is not a class of the run, or if no example is labelled
     */
    public static AnnotatorOpinion read(Path path, LabelledExamples data, ClassLabels given, Consumer<String> say)
            throws IOException {
        AnnotationOutcome outcome = ProbabilityFile.read(path);
        List<String> keys = new ArrayList<>();
        for (int example : data.trainExamples()) {
            keys.add(data.train().key(example));
        }
        AnnotatorOpinion opinion = of(path.toString(), outcome, keys, given.classNames());
        long missing = Stream.of(opinion.probabilities).filter(Objects::isNull).count();
        if (missing > 0) {
            say.accept(path + " has no label for "
                    + missing + " of the " + keys.size() + " audited examples"
                    + "; there, the column annotations repeats the mean of the models.");
        }
        return opinion;
    }

    /**
     * Takes the annotations of examples.
     *
     * @param name what the annotations are called in messages
     * @param keys names of the examples (N)
     * @param classNames names of the classes (K)
     */
    static AnnotatorOpinion of(String name, AnnotationOutcome outcome, List<String> keys, List<String> classNames) {
        int[] classOf = outcome.labels().stream()
                .mapToInt(label -> {
                    if (!classNames.contains(label)) {
                        throw new UserException(name + " has the label '" + label
                                + "', which is not a class of the run; its classes are " + Shown.of(classNames)
                                + EditDistance.nearest(label, classNames)
                                        .map(near -> ". Did you mean '" + near + "'?")
                                        .orElse("."));
                    }
                    return classNames.indexOf(label);
                })
                .toArray();
        Map<String, Integer> items = new HashMap<>();
        for (int i = 0; i < outcome.keys().size(); i++) {
            items.put(outcome.keys().get(i), i);
        }
        double[][] probabilities = new double[keys.size()][];
        for (int row = 0; row < probabilities.length; row++) {
            Integer item = items.get(keys.get(row));
            double[] mean = item == null ? null : outcome.mean(item);
            if (mean != null) {
                probabilities[row] = new double[classNames.size()];
                for (int k = 0; k < mean.length; k++) {
                    probabilities[row][classOf[k]] = mean[k];
                }
            }
        }
        if (IntStream.range(0, probabilities.length).allMatch(row -> probabilities[row] == null)) {
            throw new UserException(name + " labels none of the audited examples: it has the keys "
                    + Shown.of(outcome.keys()) + ", and the run has " + Shown.of(keys)
                    + ". Annotate the run itself: winnow annotate RUN --task FILE.");
        }
        return new AnnotatorOpinion(probabilities);
    }

    /** Returns these probabilities (N * K), and those of others for examples without annotations. */
    double[] completedBy(double[] others) {
        double[] all = others.clone();
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] != null) {
                System.arraycopy(probabilities[i], 0, all, i * probabilities[i].length, probabilities[i].length);
            }
        }
        return all;
    }

    /** Returns one number for each example (N): its own if it has annotations, and otherwise that of others. */
    float[] completedBy(float[] others, float[] own) {
        float[] all = others.clone();
        for (int i = 0; i < probabilities.length; i++) {
            all[i] = probabilities[i] == null ? others[i] : own[i];
        }
        return all;
    }

    /** Returns the mean (N * K) of the other methods, with their weight of {@link #OTHERS}, and of the annotations. */
    double[] joinedTo(double[] others) {
        double[] joined = completedBy(others);
        for (int i = 0; i < joined.length; i++) {
            joined[i] = (OTHERS * others[i] + joined[i]) / (OTHERS + 1);
        }
        return joined;
    }
}
