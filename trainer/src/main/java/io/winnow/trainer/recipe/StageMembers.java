package io.winnow.trainer.recipe;

import io.winnow.trainer.workers.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The workers whose trainings are kept alive in this process between rounds, because it takes long to open data and to build a model. A
 * process that has none of a worker makes one, from the files that the worker left.
 */
final class StageMembers {
    /** Trainings by the number of their worker, all of one stage. */
    private static final Map<Integer, StageMember> LIVE = new HashMap<>();

    private static String stage = "";

    private StageMembers() {}

    /** Returns the training of a worker. */
    static StageMember of(FollowedStage followed, int number, int workers, Place place) {
        synchronized (LIVE) {
            if (!stage.equals(followed.key())) {
                release();
                stage = followed.key();
            }
            StageMember member = LIVE.get(number);
            if (member == null || member.isOver()) {
                member = new StageMember(followed, number, workers, place);
                LIVE.put(number, member);
            }
            return member;
        }
    }

    /** Ends all trainings that are kept alive. */
    static void release() {
        List<StageMember> old;
        synchronized (LIVE) {
            old = new ArrayList<>(LIVE.values());
            LIVE.clear();
            stage = "";
        }
        old.forEach(StageMember::close);
    }
}
