package io.winnow.trainer.evaluate;

import java.util.Map;

/** How well predictions agree with labels. Written as a file of JSON, and as metrics into the result of a run. */
public interface Report {
    /** Returns the metrics by the names under which they are reported, without those that are undefined. */
    Map<String, Double> metrics();
}
