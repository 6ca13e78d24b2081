package io.winnow.trainer.filter;

import io.winnow.datasets.duplicate.ImageSignature;
import io.winnow.datasets.duplicate.NearDuplicates;
import io.winnow.datasets.duplicate.NearImages;
import io.winnow.datasets.duplicate.NearTexts;
import io.winnow.datasets.image.CorruptImageException;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.trainer.pool.Pool;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the copies in a pool, and those of other data. */
final class PoolDuplicates {
    private final DuplicateRule rule;
    private final Pool pool;
    private final List<Pool> others;
    /** Where the examples of the pool begin among all: those of the other data come first. */
    private final int begin;

    PoolDuplicates(DuplicateRule rule, Pool pool, List<Pool> others) {
        this.rule = rule;
        this.pool = pool;
        this.others = others;
        begin = others.stream().mapToInt(Pool::size).sum();
        for (Pool other : others) {
            if (!other.unit().equals(pool.unit())) {
                throw new UserException("The pool " + pool.name() + " has " + pool.unit() + ", but " + other.name()
                        + " has " + other.unit()
                        + ", which cannot be copies of them. Name data of the same kind in against.");
            }
        }
    }

    /** Returns a line for each example of the pool: the reason why it is dropped, a tab, and what it is a copy of. */
    List<String> lines() throws IOException {
        List<Pool> all = Stream.concat(others.stream(), Stream.of(pool)).toList();
        int size = begin + pool.size();
        NearDuplicates found;
        if (pool.images().isPresent()) {
            List<ImageSignature> signatures = new ArrayList<>();
            for (Pool each : all) {
                signatures.addAll(signatures(each.images().orElseThrow()));
            }
            found = NearImages.find(signatures, rule.mirrored());
        } else {
            List<String> texts = all.stream()
                    .flatMap(each -> each.captions().stream().map(caption -> caption.orElse(null)))
                    .toList();
            found = NearTexts.find(texts, NearTexts.THRESHOLD);
        }
        String[] lines = new String[size];
        Arrays.fill(lines, "\t");
        // Exact copies are found among near ones again, and their reason is the stronger one.
        if (rule.near()) {
            found.groups().forEach(group -> mark(group, "near_copy", lines));
        }
        found.copies().sets().forEach(group -> mark(group, "copy", lines));
        return List.of(Arrays.copyOfRange(lines, begin, size));
    }

    /** Drops all of a group if other data have one of them, and otherwise all but the one with the smallest key. */
    private void mark(int[] group, String reason, String[] lines) {
        int[] own = Arrays.stream(group).filter(i -> i >= begin).toArray();
        Optional<Integer> outside =
                Arrays.stream(group).filter(i -> i < begin).boxed().findFirst();
        if (outside.isPresent()) {
            for (int i : own) {
                lines[i] = reason + "_of_other_data\t" + plain(named(outside.get()));
            }
            return;
        }
        int first = Arrays.stream(own)
                .boxed()
                .min(Comparator.comparing((Integer i) -> pool.keys().get(i - begin))
                        .thenComparing(i -> i))
                .orElseThrow();
        for (int i : own) {
            boolean marked = lines[i].startsWith("near_copy_of_other_data");
            if (i != first && !marked) {
                lines[i] = reason + "\t" + plain(pool.keys().get(first - begin));
            }
        }
    }

    /** A line of a file cannot hold the end of another. */
    private static String plain(String key) {
        return key.replaceAll("\\p{Cntrl}", " ");
    }

    private String named(int index) {
        int at = index;
        for (Pool other : others) {
            if (at < other.size()) {
                return other.name() + ": " + other.keys().get(at);
            }
            at -= other.size();
        }
        throw new IllegalStateException("no example of the other data has the number " + index);
    }

    /** Returns the signatures of images; null for damaged ones. */
    private static List<ImageSignature> signatures(ImageDataset images) throws IOException {
        try {
            return Arrays.asList(IntStream.range(0, images.size())
                    .parallel()
                    .mapToObj(i -> signature(images, i))
                    .toArray(ImageSignature[]::new));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ImageSignature signature(ImageDataset images, int index) {
        try {
            return ImageSignature.of(images.item(index));
        } catch (CorruptImageException damaged) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
