package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.Duplicates;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds images that are copies or nearly so (dataset-report.md, section 3). Copies have the same pixels. Candidates for near duplicates
 * have difference hashes of which at most 4 of the 64 bits differ, and their similarity is then verified. Images with hardly any contrast
 * are only compared for exact copies. The cost grows linearly with the number of images, apart from the verification of candidates.
 */
public final class NearImages {
    /** Smallest similarity by pixels: a mean absolute difference of 8 of 255 grey levels at 32 x 32 pixels. */
    public static final double PIXEL_THRESHOLD = 1 - 8 / 255.0;
    /** Smallest cosine of the representations that an encoder gives. */
    public static final double COSINE_THRESHOLD = 0.98;

    private static final int DISTANCE = 4;

    private NearImages() {}

    /**
     * Finds duplicates by pixels.
     *
     * @param signatures signature of each image (N); null for one that cannot be read, which is like no other
     * @param mirrored whether images that are mirrored from left to right count as duplicates as well
     */
    public static NearDuplicates find(List<ImageSignature> signatures, boolean mirrored) {
        return find(signatures, mirrored, PIXEL_THRESHOLD);
    }

    /**
     * Finds duplicates by pixels with another threshold.
     *
     * @param threshold smallest similarity of near duplicates: 1 less the mean absolute difference of their grey pixels, as a share of the
     *     whole range of grey
     */
    public static NearDuplicates find(List<ImageSignature> signatures, boolean mirrored, double threshold) {
        return find(signatures, mirrored, new Pixels(signatures, mirrored), threshold);
    }

    /** The similarity by pixels, of the more similar one if an image may be mirrored. */
    private record Pixels(List<ImageSignature> signatures, boolean mirrored) implements PairSimilarity {
        @Override
        public double of(int one, int other) {
            return of(one, other, Double.NEGATIVE_INFINITY);
        }

        @Override
        public double of(int one, int other, double least) {
            ImageSignature image = signatures.get(one);
            double plain = image.similarity(signatures.get(other), false, least);
            return mirrored ? Math.max(plain, image.similarity(signatures.get(other), true, least)) : plain;
        }
    }

    /**
     * Finds duplicates with another verification of the candidates, such as the cosine of representations.
     *
     * @param threshold smallest similarity of near duplicates
     */
    public static NearDuplicates find(
            List<ImageSignature> signatures, boolean mirrored, PairSimilarity similarity, double threshold) {
        Duplicates copies = Duplicates.of(signatures.stream()
                .map(each -> each == null ? null : each.content())
                .toList());
        boolean[] repeats = Copies.repeats(signatures.size(), copies);
        int[] compared = IntStream.range(0, signatures.size())
                .filter(i -> signatures.get(i) != null && !signatures.get(i).flat() && !repeats[i])
                .toArray();
        VerifiedPairs pairs = new VerifiedPairs(signatures.size(), similarity, threshold);
        // Each image is an entry, and its mirrored image is another one if these are compared.
        int count = compared.length;
        long[] hashes =
                Arrays.stream(compared).mapToLong(i -> signatures.get(i).hash()).toArray();
        if (mirrored) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            for (int i = 0; i < count; i++) {
                hashes[count + i] = signatures.get(compared[i]).mirroredHash();
            }
        }
        long[] all = hashes;
        HammingPairs.forEach(all, DISTANCE, (one, other) -> {
            int item = other % count;
            // A pair counts once, although it may be found as plain images, with the one mirrored, and with the other
            // mirrored.
            boolean withMirrored = one != item
                    && one < count
                    && isFar(all[one], all[item])
                    && (one < item || isFar(all[item], all[count + one]));
            if (other < count || withMirrored) {
                pairs.add(compared[one], compared[item]);
            }
        });
        return pairs.with(copies);
    }

    private static boolean isFar(long one, long other) {
        return Long.bitCount(one ^ other) > DISTANCE;
    }
}
