package io.winnow.trainer.model;

import java.util.Map;
import java.util.Optional;

/** What recommends items to users. */
public interface Recommender {
    /**
     * Returns the best items for a user as the keys and values of a line of JSON. A user that the training does not have gets the most
     * popular items, and the line says so.
     *
     * @param user id of the user
     * @param top largest number of items
     * @param seen whether items that the user chose already may be among them
     */
    Map<String, Object> recommend(String user, int top, boolean seen);

    /** Returns that the training does not have a user, with the nearest id that it has; empty if it has her. */
    Optional<String> unknown(String user);
}
