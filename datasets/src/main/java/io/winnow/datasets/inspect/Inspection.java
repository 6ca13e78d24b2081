package io.winnow.datasets.inspect;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.winnow.datasets.example.ReadReport;
import io.winnow.datasets.image.Alteration;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.DecodedImage;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.CandidateLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassSets;
import io.winnow.datasets.label.DomainLabels;
import io.winnow.datasets.label.ExcludedLabels;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.label.NumberLabels;
import io.winnow.datasets.label.OrdinalLabels;
import io.winnow.datasets.label.SoftLabels;
import io.winnow.datasets.label.VoteLabels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/**
 * What a data set contains, and what was skipped or altered when it was read.
 *
 * @param labels the kind of labels as a configuration calls it, such as {@code class} or {@code multi}; {@code none} without labels
 * @param perClass number of images of each class as {@link Labels#counts} counts them, rounded if labels are shares
 * @param sizes number of images of each size, which is written height x width
 * @param corrupt the reason why an image cannot be decoded, by the key of the image
 * @param passedOver files and entries that are not part of the data set, by reason
 * @param warnings sentences about what looks like a mistake
 * @param altered number of images that decoding altered, by kind of alteration
 * @param decoding how the images are decoded; empty if they are stored as pixels
 */
public record Inspection(
        String name,
        int images,
        int channels,
        String labels,
        Map<String, Integer> perClass,
        Map<String, Integer> sizes,
        Map<String, String> corrupt,
        List<ReadReport.PassedOver> passedOver,
        List<String> warnings,
        Map<Alteration, Integer> altered,
        @JsonSerialize(converter = OrNull.class) Optional<DecodeOptions> decoding) {
    /** The kinds of labels as a configuration calls them. */
    static final Map<Class<? extends Labels>, String> KINDS = Map.ofEntries(
            Map.entry(NoLabels.class, "none"),
            Map.entry(ClassLabels.class, "class"),
            Map.entry(ClassSets.class, "multi"),
            Map.entry(SoftLabels.class, "soft"),
            Map.entry(VoteLabels.class, "votes"),
            Map.entry(CandidateLabels.class, "partial"),
            Map.entry(ExcludedLabels.class, "not"),
            Map.entry(BagLabels.class, "bag"),
            Map.entry(DomainLabels.class, "domain"),
            Map.entry(OrdinalLabels.class, "ordinal"),
            Map.entry(NumberLabels.class, "number"));

    /** Jackson has no form of its own for optional values. */
    private static final class OrNull extends StdConverter<Optional<DecodeOptions>, DecodeOptions> {
        @Override
        public DecodeOptions convert(Optional<DecodeOptions> decoding) {
            return decoding.orElse(null);
        }
    }

    /** Inspects a data set; every image is decoded, on all processors. */
    public static Inspection of(ImageDataset dataset) throws IOException {
        Map<String, Integer> sizes = new ConcurrentSkipListMap<>();
        Map<Integer, String> corrupt = new ConcurrentSkipListMap<>();
        AlterationCounts altered = new AlterationCounts();
        try {
            IntStream.range(0, dataset.size()).parallel().forEach(i -> {
                try {
                    DecodedImage decoded = dataset.decode(i);
                    Image image = decoded.image();
                    sizes.merge(new ImageSize(image.height(), image.width()).toString(), 1, Integer::sum);
                    synchronized (altered) {
                        altered.add(decoded.alterations());
                    }
                } catch (CorruptImageException e) {
                    corrupt.put(i, e.reason());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        corrupt.forEach((i, reason) -> reasons.put(dataset.key(i), reason));
        Labels labels = dataset.labels();
        return new Inspection(
                dataset.name(),
                dataset.size(),
                dataset.channels(),
                KINDS.get(labels.getClass()),
                perClass(labels),
                sizes,
                reasons,
                dataset.report().passedOver(),
                dataset.report().warnings(),
                altered.counts(),
                dataset.decoding());
    }

    private static Map<String, Integer> perClass(Labels labels) {
        Map<String, Integer> perClass = new LinkedHashMap<>();
        double[] counts = labels.counts();
        for (int k = 0; k < counts.length; k++) {
            perClass.put(labels.classNames().get(k), (int) Math.round(counts[k]));
        }
        return perClass;
    }
}
