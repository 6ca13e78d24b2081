package io.winnow.trainer.predict;

import java.io.IOException;
import java.util.Map;

/** Takes what was found for tables or pairs, in their order. */
public interface TableResults {
    /** A line of results. */
    void found(Map<String, Object> line) throws IOException;

    /** A table or pair that could not be read. */
    void failed(String key, String why) throws IOException;
}
