package io.winnow.trainer.report;

import io.winnow.datasets.duplicate.ImageSignature;
import io.winnow.datasets.duplicate.NearTexts;
import io.winnow.datasets.image.Alteration;
import io.winnow.datasets.image.AlterationCounts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.DecodedImage;
import io.winnow.datasets.image.Luma;
import io.winnow.datasets.inspect.ImageStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/**
 * What one pass over the items finds. Images are decoded once, on all processors, and not kept.
 *
 * @param contents what stands for the content of each item (N): SHA-256 of the pixels, the text in lower case with single blanks, or the
 *     cells; null if an image cannot be read
 * @param unreadable the reason why an image cannot be read, by item
 * @param signatures signature of each image (N), null if it cannot be read; empty if the items are no images
 * @param statistics statistics of each image (N), null if it cannot be read; empty if the items are no images
 * @param altered number of images that decoding altered, by kind
 */
public record ItemFacts(
        List<String> contents,
        Map<Integer, String> unreadable,
        List<ImageSignature> signatures,
        List<ImageStatistics> statistics,
        Map<Alteration, Integer> altered) {
    /** The cells of a file do not contain this character. */
    private static final String BETWEEN = "\0";

    /** Reads the items. */
    public static ItemFacts read(ItemKind items) throws IOException {
        if (items instanceof ItemKind.Images images) {
            return images(images);
        }
        List<String> contents;
        if (items instanceof ItemKind.Texts texts) {
            contents = IntStream.range(0, texts.texts().size())
                    .mapToObj(i -> NearTexts.normalized(texts.whole(i)))
                    .toList();
        } else {
            contents = ((ItemKind.Rows) items)
                    .values().cells().stream()
                            .map(cells -> String.join(BETWEEN, cells))
                            .toList();
        }
        return new ItemFacts(contents, Map.of(), List.of(), List.of(), Map.of());
    }

    private static ItemFacts images(ItemKind.Images images) throws IOException {
        int size = images.places().size();
        ImageSignature[] signatures = new ImageSignature[size];
        ImageStatistics[] statistics = new ImageStatistics[size];
        Map<Integer, String> unreadable = new ConcurrentSkipListMap<>();
        AlterationCounts altered = new AlterationCounts();
        try {
            IntStream.range(0, size).parallel().forEach(i -> {
                try {
                    DecodedImage decoded = images.decode(i);
                    Luma luma = Luma.of(decoded.image());
                    signatures[i] = ImageSignature.of(decoded.image(), luma);
                    statistics[i] = ImageStatistics.of(decoded.image(), luma);
                    synchronized (altered) {
                        altered.add(decoded.alterations());
                    }
                } catch (CorruptImageException e) {
                    unreadable.put(i, e.reason());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new ItemFacts(
                Arrays.stream(signatures)
                        .map(each -> each == null ? null : each.content())
                        .toList(),
                unreadable,
                Arrays.asList(signatures),
                Arrays.asList(statistics),
                altered.counts());
    }
}
