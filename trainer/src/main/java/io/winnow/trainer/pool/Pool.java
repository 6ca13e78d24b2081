package io.winnow.trainer.pool;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.inspect.Thumbnail;
import io.winnow.trainer.model.Preview;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The examples from which filters choose (N).
 *
 * @param name what the user calls the pool
 * @param fingerprint SHA-256 (hex) over what identifies the examples
 * @param keys keys of the examples (N), as trainings know them
 * @param captions caption of each example (N); that of a text is the text itself
 * @param classes class name of each example (N); all are empty if no labels are known
 * @param images the images (N); empty for a pool of texts
 * @param inputs what a model reads to compute the vectors of the examples in their order
 * @param notes what a person should know of the pool, one sentence each
 */
public record Pool(
        String name,
        String fingerprint,
        List<String> keys,
        List<Optional<String>> captions,
        List<Optional<String>> classes,
        Optional<ImageDataset> images,
        List<String> inputs,
        List<String> notes)
        implements AutoCloseable {
    /** Returns the number of examples. */
    public int size() {
        return keys.size();
    }

    /** Returns SHA-256 (hex) over the captions, which may come from a file or a column that the fingerprint does not cover. */
    public String captionDigest() {
        Fingerprint digest = new Fingerprint();
        captions.forEach(each ->
                digest.add(each.isPresent() ? 1 : 0).add(each.orElse("")).add(0));
        return digest.hex();
    }

    /** Returns the noun in the plural for the examples. */
    public String unit() {
        return images.isPresent() ? "images" : "texts";
    }

    /** Returns the names of the classes in alphabetical order; empty if no labels are known. */
    public List<String> classNames() {
        return classes.stream()
                .map(each -> each.orElse(null))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Requires that some examples have captions.
     *
     * @param why why they are needed, as a sentence that continues
     * @param otherwise what a user without captions does, as a request
     */
    public void requireCaptions(String why, String otherwise) {
        if (captions.stream().allMatch(Optional::isEmpty)) {
            throw new UserException("The " + unit() + " of " + name + " have no captions, but " + why
                    + ". Name a file that has them with the key captions, or " + otherwise + ".");
        }
    }

    /** Returns what a page shows of an example besides its caption. */
    public Preview preview(int index) {
        if (images.isEmpty()) {
            return new Preview.Excerpt(captions.get(index).orElse(""));
        }
        try {
            return new Preview.Picture(Thumbnail.png(images.get().item(index)));
        } catch (IOException damaged) {
            return new Preview.Picture(new byte[0]);
        }
    }

    @Override
    public void close() throws IOException {
        if (images.isPresent()) {
            images.get().close();
        }
    }
}
