package io.winnow.models.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.models.layer.Layer;
import io.winnow.models.layer.Precision;
import io.winnow.models.pretrained.CheckpointFacts;
import io.winnow.models.pretrained.Families;
import io.winnow.models.pretrained.Family;
import io.winnow.models.pretrained.Published;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All families of published text encoders. */
public final class TextFamilies {
    private static final List<Family<TextOptions>> ALL = List.of(
            BertFamily.BERT,
            BertFamily.ROBERTA,
            BertFamily.MPNET,
            ClipTextFamily.CLIP,
            ClipTextFamily.SIGLIP,
            new OpenClipTextFamily());

    private TextFamilies() {}

    /**
     * Recognises a checkpoint.
     *
     * @throws IOException if it is of no known family, or of a variant that is not supported
     */
    public static Published<TextOptions> recognise(CheckpointFacts facts) throws IOException {
        try {
            return Families.recognise(ALL, facts);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the configuration that the library of an encoder reads, if it needs one and can be written. */
    static Optional<ObjectNode> config(Published<TextOptions> published) {
        return ALL.stream()
                .filter(family -> family.name().equals(published.family()))
                .findFirst()
                .flatMap(family -> family.config(published.architecture(), published.layout()));
    }

    /** Builds an encoder, not yet initialised. */
    static Layer network(TextOptions options, List<TextPooling> poolings, Precision precision) {
        return options instanceof BertOptions bert
                ? bert.build(poolings, precision)
                : ((ClipTextOptions) options).build(precision);
    }

    /** Returns the names of all arrays in which the parameters of an encoder are stored. */
    public static Set<String> arrays(Published<TextOptions> published) {
        Set<String> names = new HashSet<>();
        parameters(published.architecture())
                .forEach(name -> names.addAll(published.layout().stored(name)));
        return names;
    }

    /** Returns the names of all parameters of an encoder. */
    static Set<String> parameters(TextOptions options) {
        return Set.copyOf(network(options, List.of(TextPooling.MEAN), Precision.FLOAT32)
                .getParameters()
                .keys());
    }
}
