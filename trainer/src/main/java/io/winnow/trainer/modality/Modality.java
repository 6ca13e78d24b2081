package io.winnow.trainer.modality;

import java.util.List;
import java.util.Optional;

/**
 * The parts of a kind of data.
 *
 * @param name name, such as {@code image}
 * @param data sections of a configuration that describe such data
 * @param encoders encoders that take such data
 * @param views options of random views of such data
 * @param preprocessings kinds of preprocessing of such data
 * @param published what it makes of published checkpoints; empty if there are none of such data
 */
public record Modality(
        String name,
        List<Class<? extends DataConfig>> data,
        List<Class<? extends EncoderConfig>> encoders,
        List<Class<? extends ViewsConfig>> views,
        List<Class<? extends Preprocessing>> preprocessings,
        Optional<PublishedModels> published) {
    /** Returns the noun in the plural for the examples, such as {@code images}. */
    String unit() {
        return name + "s";
    }

    /** Creates a modality without published models. */
    public Modality(
            String name,
            List<Class<? extends DataConfig>> data,
            List<Class<? extends EncoderConfig>> encoders,
            List<Class<? extends ViewsConfig>> views,
            List<Class<? extends Preprocessing>> preprocessings) {
        this(name, data, encoders, views, preprocessings, Optional.empty());
    }
}
