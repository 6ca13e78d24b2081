package io.winnow.models.vision;

import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.MisfitException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names under which a library stores the parameters of a Vision Transformer from whose shapes its sizes follow.
 *
 * @param patches the kernels of the patches
 * @param positions the learned positions
 * @param blocks the beginnings of the names in each block
 * @param expand first feed-forward layer in a block
 * @param contract second feed-forward layer in a block
 * @param queries map to queries, or to queries, keys and values, in a block; without {@code .weight}
 * @param scale LayerScale of the first branch of a block; empty if the library has no such name
 */
record VitNames(
        String patches,
        String positions,
        List<String> blocks,
        String expand,
        String contract,
        String queries,
        String scale) {
    /**
     * Returns the beginnings of the names in each block.
     *
     * @param pattern beginning of a block's names, with {@code #} for its number
     * @param norm name of the first norm in a block
     * @throws MisfitException if there are no such blocks, or numbers are missing
     */
    static List<String> blocks(CheckpointFacts facts, String pattern, String norm) throws MisfitException {
        facts.require(pattern.replace("#", "0") + norm);
        int depth = facts.count(pattern + norm);
        return IntStream.range(0, depth)
                .mapToObj(block -> pattern.replace("#", String.valueOf(block)))
                .toList();
    }
}
