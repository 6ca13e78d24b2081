package io.winnow.trainer.recipe;

import io.winnow.trainer.modality.Need;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A place in a method's configuration for an encoder that it trains: a section with an encoder and the options of its training.
 *
 * @param key key of the section below {@code recipe}, such as {@code classify}; empty if it is the recipe itself
 * @param trained what is trained: {@code encoder}, which is a key of the section, or something else that the method describes
 * @param needs what the training needs of the data
 * @param sharing how several devices share a batch
 * @param precisions number formats in which the encoder can be trained
 */
public record Slot(String key, String trained, Set<Need> needs, Sharing sharing, Precisions precisions) {
    public Slot {
        EnumSet<Need> sorted = EnumSet.noneOf(Need.class);
        sorted.addAll(needs);
        needs = Collections.unmodifiableSet(sorted);
    }

    /** Returns a slot of a training that needs nothing but examples, whose batches devices share, in any precision. */
    public static Slot of(String key) {
        return new Slot(key, "encoder", Set.of(), new Sharing.MeanOfParts(), Precisions.ALL);
    }

    /** Returns this slot of a training that has no encoder of the configuration, but another part, such as a head on fixed vectors. */
    public Slot training(String other) {
        return new Slot(key, other, needs, sharing, precisions);
    }

    /** Returns slots of stages in their order. */
    public static List<Slot> joined(List<Slot> first, Slot last) {
        return Stream.concat(first.stream(), Stream.of(last)).toList();
    }

    /** Returns this slot in another section, for a method that uses the training of another one. */
    public Slot at(String other) {
        return new Slot(other, trained, needs, sharing, precisions);
    }

    public Slot needing(Need... more) {
        return new Slot(key, trained, Set.copyOf(List.of(more)), sharing, precisions);
    }

    public Slot shared(Sharing other) {
        return new Slot(key, trained, needs, other, precisions);
    }

    public Slot in(Precisions others) {
        return new Slot(key, trained, needs, sharing, others);
    }

    /** Returns the key for pages. */
    String shown() {
        return key.isEmpty() ? trained : key + "." + trained;
    }
}
