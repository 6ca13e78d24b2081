package io.winnow.trainer.recipe.web;

import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Trusted examples (anchors), from which the first prototypes are computed and whose labels stay.
 *
 * @param rows positions of the trusted examples among the training examples in use, ascending
 * @param classes their classes
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record Trusted(int[] rows, int[] classes) {
    private static final String FILE = "anchors.json";

    /** Returns the class of each of N training examples: that of a trusted example, or the given one. */
    int[] corrected(int[] given) {
        int[] all = given.clone();
        for (int i = 0; i < rows.length; i++) {
            all[rows[i]] = classes[i];
        }
        return all;
    }

    /** Returns whether each of N training examples is trusted. */
    boolean[] marks(int count) {
        boolean[] marks = new boolean[count];
        for (int row : rows) {
            marks[row] = true;
        }
        return marks;
    }

    void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.page(this));
    }

    static Trusted read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), Trusted.class);
    }
}
