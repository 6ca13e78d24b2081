package io.winnow.trainer.model;

import java.util.Map;

/** What the Euclidean distance of two representations says about their items. */
public interface Similarity {
    /** For representations that are compared by their cosine: those of length 1 have the cosine 1 - d^2 / 2. */
    Similarity COSINE = new Similarity() {
        @Override
        public boolean ofUnitVectors() {
            return true;
        }

        @Override
        public Map<String, Object> at(double distance) {
            return Map.of("cosine", 1 - distance * distance / 2);
        }
    };

    /** Returns whether the distance is that of the representations after they were scaled to length 1. */
    boolean ofUnitVectors();

    /** Returns the meaning of a distance, as the keys and values of a line of JSON, in the order in which they are shown. */
    Map<String, Object> at(double distance);
}
