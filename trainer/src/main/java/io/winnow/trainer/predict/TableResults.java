package io.winnow.trainer.predict;

import java.util.Map;

/** Takes what was found for tables or pairs, in their order. */
public interface TableResults {
    /** A line of results. */
    void found(Map<String, Object> line);

    /** A table or pair that could not be read. */
    void failed(String key, String why);
}
