package io.winnow.datasets.duplicate;

import io.winnow.datasets.split.Duplicates;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Finds images that are copies or nearly so (dataset-report.md, section 3). Copies have the same pixels. Candidates for near duplicates
 * have plain or steady difference hashes of which at most 4 of the 64 bits differ, and their similarity is then verified. Images with hardly any contrast
 * are only compared for exact copies. The cost grows linearly with the number of images, apart from the verification of candidates.
 */
public final class NearImages {
    /** Smallest similarity by pixels: a mean absolute difference of 8 of 255 grey levels at 32 x 32 pixels. */
    public static final double PIXEL_THRESHOLD = 1 - 8 / 255.0;

    private static final int DISTANCE = 4;

    private NearImages() {}

    /**
     * Finds duplicates by pixels.
     *
     * @param signatures signature of each image (N); null for one that cannot be read, which is like no other
     * @param mirrored whether images that are mirrored from left to right count as duplicates as well
     */
    public static NearDuplicates find(List<ImageSignature> signatures, boolean mirrored) {
        return find(signatures, mirrored, PIXEL_THRESHOLD, item -> false);
    }

    /**
     * Finds duplicates by pixels with another threshold.
     *
     * @param threshold smallest similarity of near duplicates: 1 less the mean absolute difference of their grey pixels, as a share of the
     *     whole range of grey
     * @param train whether an item is learned from: of each other item that is a near duplicate of such an item, a pair is always listed
     */
    public static NearDuplicates find(
            List<ImageSignature> signatures, boolean mirrored, double threshold, IntPredicate train) {
        return find(signatures, mirrored, new Pixels(signatures, mirrored), threshold, train);
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

    /** Finds duplicates with a verification of the candidates. */
    static NearDuplicates find(
            List<ImageSignature> signatures,
            boolean mirrored,
            PairSimilarity similarity,
            double threshold,
            IntPredicate train) {
        Duplicates copies = Duplicates.of(signatures.stream()
                .map(each -> each == null ? null : each.content())
                .toList());
        boolean[] repeats = Copies.repeats(signatures.size(), copies);
        int[] compared = IntStream.range(0, signatures.size())
                .filter(i -> signatures.get(i) != null && !signatures.get(i).flat() && !repeats[i])
                .toArray();
        VerifiedPairs pairs = new VerifiedPairs(signatures.size(), copies, train, similarity, threshold);
        long[] plain = hashes(signatures, compared, mirrored, ImageSignature::hash, ImageSignature::mirroredHash);
        long[] steady =
                hashes(signatures, compared, mirrored, ImageSignature::steadyHash, ImageSignature::mirroredSteadyHash);
        int count = compared.length;
        candidates(plain, count, (one, other) -> pairs.add(compared[one], compared[other]));
        candidates(steady, count, (one, other) -> {
            if (!isCandidate(plain, count, one, other)) {
                pairs.add(compared[one], compared[other]);
            }
        });
        return pairs.found();
    }

    /** Each image is an entry, and its mirrored image is another one after all images if these are compared. */
    private static long[] hashes(
            List<ImageSignature> signatures,
            int[] items,
            boolean mirrored,
            ToLongFunction<ImageSignature> hash,
            ToLongFunction<ImageSignature> mirroredHash) {
        LongStream own = Arrays.stream(items).mapToLong(i -> hash.applyAsLong(signatures.get(i)));
        LongStream other = Arrays.stream(mirrored ? items : new int[0])
                .mapToLong(i -> mirroredHash.applyAsLong(signatures.get(i)));
        return LongStream.concat(own, other).toArray();
    }

    /** A pair counts once, although it may be found as plain images, with the one mirrored, and with the other mirrored. */
    private static void candidates(long[] hashes, int count, CandidatePairs pairs) {
        HammingPairs.forEach(hashes, DISTANCE, (one, other) -> {
            int item = other % count;
            boolean withMirrored = one != item
                    && one < count
                    && isFar(hashes[one], hashes[item])
                    && (one < item || isFar(hashes[item], hashes[count + one]));
            if (other < count || withMirrored) {
                pairs.add(one, item);
            }
        });
    }

    /** Whether {@link #candidates} finds a pair. */
    private static boolean isCandidate(long[] hashes, int count, int one, int other) {
        boolean mirrored = hashes.length > count;
        return !isFar(hashes[one], hashes[other])
                || (mirrored
                        && (!isFar(hashes[one], hashes[count + other]) || !isFar(hashes[other], hashes[count + one])));
    }

    private static boolean isFar(long one, long other) {
        return Long.bitCount(one ^ other) > DISTANCE;
    }
}
