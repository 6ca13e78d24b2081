package io.winnow.datasets.image;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts the images that decoding altered. Not thread-safe. */
public final class AlterationCounts {
    private final Map<Alteration, Integer> counts = new EnumMap<>(Alteration.class);
    private int images;

    /** Counts one image. */
    public void add(Set<Alteration> alterations) {
        images++;
        alterations.forEach(each -> counts.merge(each, 1, Integer::sum));
    }

    /** The number of images with each alteration; alterations that did not occur are left out. */
    public Map<Alteration, Integer> counts() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }

    /**
     * All counts in one sentence; empty if nothing was altered.
     *
     * @param decoding how the images were decoded
     */
    public String sentence(DecodeOptions decoding) {
        return counts.isEmpty()
                ? ""
                : "Altered in decoding, of " + images + " images looked at: "
                        + counts.entrySet().stream()
                                .map(each -> each.getValue() + " " + describe(each.getKey(), decoding))
                                .collect(Collectors.joining("; "))
                        + ".";
    }

    /** Describes an alteration, with the option that it depends on. */
    public static String describe(Alteration alteration, DecodeOptions decoding) {
        return alteration.description()
                + switch (alteration) {
                    case FLATTENED -> String.format(Locale.ROOT, " #%06x", decoding.background());
                    case SCALED -> " (white is " + decoding.whiteLevel() + " unless the file declares it)";
                    default -> "";
                };
    }
}
