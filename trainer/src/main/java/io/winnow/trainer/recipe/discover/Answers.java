package io.winnow.trainer.recipe.discover;

import io.winnow.trainer.loop.ItemTable;
import io.winnow.trainer.loop.Project;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The classes that people have given to training examples in a project. The first stage of a run reads them, and keeps them for the other
 * stages and for evaluations, since people may go on with the project in the meantime.
 *
 * @param classes class by the key of the example
 */
record Answers(Map<String, String> classes) {
    /** The answers of a run without a project. */
    static final Answers NONE = new Answers(Map.of());

    private static final String FILE = "answers.json";

    /**
     * Reads the answers as they are now.
     *
     * @throws UserException if none of them is about a training example
     */
    static Answers now(Discover recipe, TaskData data) {
        return recipe.answers().map(project -> of(project, data)).orElse(NONE);
    }

    private static Answers of(Path project, TaskData data) {
        try {
            Project opened = Project.open(InputPaths.require(project));
            ItemTable items = opened.items();
            Map<Integer, String> labels = opened.labels();
            Map<String, String> found = new LinkedHashMap<>();
            if (!labels.isEmpty()) {
                for (int example : data.trainExamples()) {
                    String key = data.train().key(example);
                    OptionalInt row = items.match(key, () -> data.preview(example));
                    if (row.isPresent() && labels.containsKey(row.getAsInt())) {
                        found.put(key, labels.get(row.getAsInt()));
                    }
                }
            }
            if (!labels.isEmpty() && found.isEmpty()) {
                throw new UserException("None of the " + labels.size() + " labelled items of " + project
                        + " is a training example of " + data.train().name()
                        + ". Create the project from the same data.");
            }
            return new Answers(found);
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
    }

    /** Keeps the answers in the folder of the first stage. */
    void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.page(this));
    }

    /** Reads the answers that the first stage kept; none if it had no project. */
    static Answers kept(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? Json.read(file, Answers.class) : NONE;
    }

    /** Returns the classes by the positions of the training examples in use, ascending. */
    Map<Integer, String> of(TaskData data) {
        Map<Integer, String> found = new TreeMap<>();
        int[] examples = data.trainExamples();
        for (int i = 0; i < examples.length && !classes.isEmpty(); i++) {
            String own = classes.get(data.train().key(examples[i]));
            if (own != null) {
                found.put(i, own);
            }
        }
        return found;
    }
}
