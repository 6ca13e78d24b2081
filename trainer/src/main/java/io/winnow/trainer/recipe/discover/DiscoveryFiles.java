package io.winnow.trainer.recipe.discover;

import io.winnow.datasets.random.CounterRandom;
import io.winnow.trainer.evaluate.Ranks;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.StageContext;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.TableFile;
import io.winnow.trainer.select.NovelClasses;
import io.winnow.trainer.select.NovelScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The files with the classes of the examples, in the folder of the last stage. */
final class DiscoveryFiles {
    static final String CLASSES = "classes.csv";
    static final String NAMES = "names.json";
    private static final String QUESTIONS = "questions.csv";

    /** Stream of the seed for a random order of questions. */
    private static final long QUESTION = 71;

    /** Number of characters of an example that a list of questions shows. */
    private static final int SHOWN = 500;

    private DiscoveryFiles() {}

    /** Returns the largest probability less the next one. */
    static double margin(float[] probabilities) {
        int best = Ranks.largest(probabilities);
        double next = 0;
        for (int c = 0; c < probabilities.length; c++) {
            next = c == best ? next : Math.max(next, probabilities[c]);
        }
        return probabilities[best] - next;
    }

    /**
     * Writes the class of each training example, with its probability, the margin to the next class, and whether its label is an answer of
     * people.
     */
    static void writeClasses(KnownPart known, TaskData data, float[][] probabilities, Path folder) throws IOException {
        AtomicFiles.write(
                folder.resolve(NAMES),
                Json.page(IntStream.range(0, probabilities[0].length)
                        .mapToObj(known::name)
                        .toList()));
        List<List<Object>> lines = new ArrayList<>();
        for (int i = 0; i < probabilities.length; i++) {
            float[] own = probabilities[i];
            int best = Ranks.largest(own);
            lines.add(List.of(
                    data.train().key(data.trainExamples()[i]),
                    known.given()[i] == KnownPart.NONE ? "" : known.name(known.given()[i]),
                    known.name(best),
                    (double) own[best],
                    margin(own),
                    Arrays.binarySearch(known.answered(), i) >= 0 ? "yes" : ""));
        }
        TableFile.write(
                folder.resolve(CLASSES), List.of("key", "label", "class", "probability", "margin", "answered"), lines);
    }

    /** Writes the examples to ask people about. */
    static void ask(Discover recipe, KnownPart known, TaskData data, float[][] probabilities, StageContext stage)
            throws IOException {
        QuestionOptions options = recipe.questions();
        if (options.count() == 0) {
            return;
        }
        int[] pool = known.unlabelled();
        float[][] own = Arrays.stream(pool).mapToObj(i -> probabilities[i]).toArray(float[][]::new);
        NovelClasses questions = NovelClasses.choose(
                Arrays.stream(own).mapToInt(Ranks::largest).toArray(),
                Arrays.stream(own).mapToDouble(DiscoveryFiles::margin).toArray(),
                probabilities[0].length,
                options.among() == NovelScope.NEW ? known.first() : known.old().size(),
                options.count(),
                options.by().in(recipe.continues().isPresent()),
                CounterRandom.key(stage.seed(), QUESTION));
        if (questions.fromOld() > 0) {
            stage.progress()
                    .say(questions.fromOld() + " of the " + questions.examples().length + " questions are about "
                            + data.unit() + " that are predicted as old, because no more are predicted as new.");
        }
        List<List<Object>> lines = new ArrayList<>();
        for (int question : questions.examples()) {
            int example = data.trainExamples()[pool[question]];
            lines.add(List.of(
                    data.train().key(example),
                    known.name(Ranks.largest(own[question])),
                    data.preview(example).title(SHOWN)));
        }
        TableFile.write(stage.folder().resolve(QUESTIONS), List.of("key", "predicted", "content"), lines);
    }
}
