package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.run.AtomicFiles;
import io.winnow.trainer.run.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The users and items of a run, as it keeps them for predictions and for its page.
 *
 * @param users ids of the users (M), in the order of the rows of U
 * @param items ids of the items (N), in the order of the rows of V
 * @param names what people call the items (N); null if the data have no names
 * @param seen all items that each user chose, be it for training, validation or test, ascending (M, ..)
 * @param validation those for validation (M, ..); null in a run that did not keep them
 * @param test those for the test (M, ..); null in a run that did not keep them
 * @param popularity number of users who chose each item in training (N)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over; never compared
record KnownUsers(
        List<String> users,
        List<String> items,
        List<String> names,
        int[][] seen,
        int[][] validation,
        int[][] test,
        int[] popularity) {
    static final String FILE = "users.json";

    static KnownUsers of(Interactions data) {
        return new KnownUsers(
                data.users(),
                data.items(),
                data.itemNames().equals(data.items()) ? null : data.itemNames(),
                Interactions.union(Interactions.union(data.train(), data.validation()), data.test()),
                data.validation(),
                data.test(),
                data.popularity());
    }

    void write(Path folder) throws IOException {
        AtomicFiles.write(folder.resolve(FILE), Json.line(this));
    }

    static KnownUsers read(Path folder) throws IOException {
        return Json.read(folder.resolve(FILE), KnownUsers.class);
    }
}
