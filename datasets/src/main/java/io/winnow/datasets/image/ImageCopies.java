package io.winnow.datasets.image;

import io.winnow.datasets.fingerprint.Fingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds images whose files have exactly the same content as files of other images. */
public final class ImageCopies {
    /** The number of files that are read; of larger data sets, copies are found by {@code winnow data report}. */
    static final int MOST_FILES = 50_000;

    /** The size in bytes of each of the pieces by which files of the same size are compared before they are read to the end. */
    private static final int PIECE = 512;

    private ImageCopies() {}

    /** The file of an image. */
    private record Place(ImageFiles files, int index) {
        long bytes() {
            return files.bytes(index);
        }

        /** A digest of pieces at the beginning, in the middle and at the end. */
        String pieces() throws IOException {
            int length = (int) Math.min(PIECE, bytes());
            return new Fingerprint()
                    .add(bytes())
                    .add(files.read(index, length, 0, (bytes() - length) / 2, bytes() - length))
                    .hex();
        }

        String content() throws IOException {
            return new Fingerprint().add(files.content(index)).hex();
        }
    }

    /** What tells two files apart. */
    @FunctionalInterface
    private interface Trait {
        String of(Place place) throws IOException;
    }

    /**
     * Returns how many images have the content of one of other images. Files are read only if others have the same size.
     *
     * @param images the images
     * @param others the other images
     * @param among indices of those of the others that count
     * @return 0 if images are stored as pixels, or if more than {@link #MOST_FILES} files would have to be read
     */
    public static int count(ImageDataset images, ImageDataset others, int[] among) throws IOException {
        List<Place> own = places(images, IntStream.range(0, images.size()).toArray());
        List<Place> rest = places(others, among);
        for (Trait trait : List.<Trait>of(place -> Long.toString(place.bytes()), Place::pieces, Place::content)) {
            Map<String, List<Place>> byTrait = new HashMap<>();
            for (Place place : rest) {
                byTrait.computeIfAbsent(trait.of(place), each -> new ArrayList<>(1))
                        .add(place);
            }
            List<Place> alike = new ArrayList<>();
            Set<String> shared = new HashSet<>();
            for (Place place : own) {
                String value = trait.of(place);
                if (byTrait.containsKey(value)) {
                    alike.add(place);
                    shared.add(value);
                }
            }
            byTrait.keySet().retainAll(shared);
            own = alike;
            rest = byTrait.values().stream().flatMap(List::stream).toList();
            if (own.size() + rest.size() > MOST_FILES) {
                return 0;
            }
        }
        return own.size();
    }

    private static List<Place> places(ImageDataset images, int[] chosen) {
        List<Place> places = new ArrayList<>();
        for (int index : chosen) {
            ImageDataset from = images;
            int at = index;
            while (from instanceof DerivedImages derived) {
                at = derived.source(at);
                from = derived.images();
            }
            if (from instanceof EncodedImages encoded) {
                places.add(new Place(encoded.files(), at));
            }
        }
        return places;
    }
}
