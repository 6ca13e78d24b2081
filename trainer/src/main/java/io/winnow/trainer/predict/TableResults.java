package io.winnow.trainer.predict;

import java.io.IOException;
import java.util.Map;

/** Receives the results of tables or pairs, in their order. */
public interface TableResults {
    /** Receives the result of a table or pair, as the keys and values of a line of JSON. */
    void found(Map<String, Object> line) throws IOException;

    /** Receives the reason why a table or pair could not be read. */
    void failed(String key, String why) throws IOException;
}
