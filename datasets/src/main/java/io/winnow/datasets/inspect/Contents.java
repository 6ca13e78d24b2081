package io.winnow.datasets.inspect;

import io.winnow.datasets.fingerprint.Fingerprint;
import io.winnow.datasets.source.ItemContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What stands for the content of each item: equal contents have equal texts. */
public final class Contents {
    /** Text files do not contain this character. */
    private static final String BETWEEN = "\0";

    private Contents() {}

    /**
     * Returns the texts themselves, the cells of rows, or the SHA-256 of files. A file is not read, and its content is null, if no other
     * file of the items has the same size. Rows without columns have no content, which is null, so that they are not copies of each other.
     */
    public static List<String> of(ItemContent content) throws IOException {
        if (content instanceof ItemContent.Texts texts) {
            return joined(texts.parts());
        } else if (content instanceof ItemContent.Values values) {
            return joined(values.cells());
        }
        return hashes(((ItemContent.Files) content).paths());
    }

    private static List<String> joined(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.isEmpty() ? null : String.join(BETWEEN, row))
                .toList();
    }

    private static List<String> hashes(List<Path> paths) throws IOException {
        Map<Path, Long> sizes = new HashMap<>();
        Set<Long> seen = new HashSet<>();
        Set<Long> repeated = new HashSet<>();
        for (Path path : paths) {
            long size = Files.size(path);
            sizes.put(path, size);
            if (!seen.add(size)) {
                repeated.add(size);
            }
        }
        Map<Path, String> hashes = new ConcurrentHashMap<>();
        try {
            sizes.entrySet().parallelStream()
                    .filter(each -> repeated.contains(each.getValue()))
                    .forEach(each -> hashes.put(each.getKey(), hash(each.getKey())));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<String> contents = new ArrayList<>();
        paths.forEach(path -> contents.add(hashes.get(path)));
        return contents;
    }

    private static String hash(Path path) {
        try {
            return new Fingerprint().add(path).hex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
