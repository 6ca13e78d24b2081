package io.winnow.models.pretrained;

import java.util.ArrayList;
import java.util.List;

/** Finds the family of a checkpoint. */
public final class Families {
    private static final int NAMES_SHOWN = 6;

    private Families() {}

    /**
     * Recognises a checkpoint as one of the given families.
     *
     * @throws UnknownFamilyException if it is of none of them; the message says for each what did not fit
     * @throws IllegalArgumentException if it is of a variant that cannot be loaded
     */
    public static <A> Published<A> recognise(List<? extends Family<A>> families, CheckpointFacts facts) {
        List<String> reasons = new ArrayList<>();
        for (Family<A> family : families) {
            try {
                return family.recognise(facts);
            } catch (MisfitException e) {
                if (e.isOfFamily()) {
                    throw new IllegalArgumentException(
                            facts.source() + " was recognised as " + family.name() + ", but it cannot be loaded: "
                                    + e.getMessage() + ".",
                            e);
                }
                reasons.add(family.name() + " (" + e.getMessage() + ")");
            }
        }
        List<String> names = facts.shapes().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .sorted()
                .toList();
        throw new UnknownFamilyException(facts.source() + " is not of a known family. Tried: "
                + String.join("; ", reasons) + ". Its arrays are "
                + String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())))
                + (names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "")
                + ". Choose the weights of one of these families.");
    }
}
