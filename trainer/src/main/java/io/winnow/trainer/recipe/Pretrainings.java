package io.winnow.trainer.recipe;

import io.winnow.trainer.recipe.moco.MocoPretraining;
import java.util.List;

/** The methods that can pre-train an encoder within a run of another recipe. A new one is a section of {@link #SECTIONS} and its slot. */
public final class Pretrainings {
    /** The sections of a configuration for them. */
    static final List<Class<? extends EncoderSource.Pretraining>> SECTIONS = List.of(MocoPretraining.class);

    private Pretrainings() {}

    /**
     * Returns the encoders that a section may pre-train, for the declaration of a method.
     *
     * @param key key of the section with the {@link EncoderSource}, below {@code recipe}
     */
    public static List<Slot> slots(String key) {
        return List.of(MocoPretraining.slot(key));
    }
}
