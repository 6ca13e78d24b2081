package io.winnow.trainer.evaluate;

import java.util.Map;

/** The report on predictions for examples of which nothing is known that they could be compared with. */
public record Unjudged() implements Report {
    @Override
    public Map<String, Double> metrics() {
        return Map.of();
    }
}
