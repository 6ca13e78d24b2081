package io.winnow.trainer.report;

import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.NearImages;
import io.winnow.datasets.duplicate.NearTexts;
import io.winnow.datasets.split.Duplicates;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Finds items that occur more than once, in the way that suits their kind (dataset-report.md, section 3). */
public final class ItemDuplicates {
    private ItemDuplicates() {}

    /**
     * Finds copies and near duplicates. Of rows, only copies are found.
     *
     * @param items the items (N)
     * @param facts what one pass over them found
     * @param similarity smallest similarity of near duplicates; empty for the usual one of the kind of items
     * @param mirrored whether mirrored images count as near duplicates
     * @param learned whether an item is learned from: of each other item that is a near duplicate of such an item, a pair is always listed
     */
    public static NearDuplicates find(
            ItemKind items, ItemFacts facts, Optional<Double> similarity, boolean mirrored, IntPredicate learned) {
        if (items instanceof ItemKind.Images) {
            return NearImages.find(
                    facts.signatures(), mirrored, similarity.orElse(NearImages.PIXEL_THRESHOLD), learned);
        } else if (items instanceof ItemKind.Texts) {
            return NearTexts.find(facts.contents(), similarity.orElse(NearTexts.THRESHOLD), learned);
        }
        Duplicates copies = Duplicates.of(facts.contents());
        return new NearDuplicates(copies, 1, List.of(), List.of(), true, copies.sets());
    }
}
