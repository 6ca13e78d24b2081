package io.winnow.trainer.runpage;

import io.winnow.trainer.page.Block;
import java.util.List;

/**
 * A section of the page.
 *
 * @param id name for links within the page
 * @param title heading
 */
record Part(String id, String title, List<Block> blocks) {
    Part {
        blocks = List.copyOf(blocks);
    }
}
