package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.label.ClassNames;
import io.winnow.trainer.config.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds the known user that an unknown id may mean. */
final class NearestUser {
    /** Number of users for whom similar ids are looked for, which takes a second each if a million are known. */
    private static final int SEARCHES = 5;

    private final List<String> users;
    private final Map<String, String> byPlain = new HashMap<>();
    private final AtomicInteger searches = new AtomicInteger();

    /** @param users ids of the known users */
    NearestUser(List<String> users) {
        this.users = users;
        users.forEach(user -> byPlain.putIfAbsent(ClassNames.plain(user), user));
    }

    /**
     * Returns a user whose id is the same but for case, blanks and how a number is written, such as {@code 007} for {@code 7}; otherwise, for
     * the first few that are asked for, one whose id is similar.
     */
    Optional<String> of(String unknown) {
        Optional<String> alike = Optional.ofNullable(byPlain.get(ClassNames.plain(unknown)));
        return alike.isPresent() || searches.getAndIncrement() >= SEARCHES ? alike : Names.nearest(unknown, users);
    }
}
