package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.HiddenName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The shards that match a pattern: {@code train-{000..009}.tar}, {@code train-*.tar}, a folder of tar files, or one tar file. */
public final class ShardPattern {
    private static final Pattern RANGE = Pattern.compile("\\{(\\d+)\\.\\.(\\d+)\\}");

    private ShardPattern() {}

    /**
     * Returns the files in order.
     *
     * @throws DataException if there is none, or if one of a range is missing
     */
    public static List<Path> files(Path pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        Matcher range = RANGE.matcher(pattern.toString());
        if (range.find()) {
            int width = range.group(1).length();
            for (long i = Long.parseLong(range.group(1)); i <= Long.parseLong(range.group(2)); i++) {
                String number = String.format(Locale.ROOT, "%0" + width + "d", i);
                files.addAll(files(Path.of(pattern.toString().substring(0, range.start())
                        + number
                        + pattern.toString().substring(range.end()))));
            }
        } else if (Files.isRegularFile(pattern)) {
            files.add(pattern);
        } else if (Files.isDirectory(pattern)) {
            try (Stream<Path> found = Files.list(pattern)) {
                found.filter(Archives::isShard).sorted().forEach(files::add);
            }
        } else if (pattern.toString().contains("*") && Files.isDirectory(parent(pattern))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(
                    parent(pattern), pattern.getFileName().toString())) {
                found.forEach(file -> {
                    if (!HiddenName.is(file.getFileName().toString())) {
                        files.add(file);
                    }
                });
            }
            files.sort(null);
        }
        if (files.isEmpty()) {
            throw new DataException(missing(pattern));
        }
        return files;
    }

    private static String missing(Path pattern) {
        String text = pattern.toString();
        if (text.contains("*")) {
            return "No file matches the pattern " + pattern + ". Check the folder and the pattern.";
        }
        Path above = pattern.toAbsolutePath();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return "There is no file or folder " + pattern + ", but " + above + " exists."
                + (text.startsWith("~") || text.contains("$")
                        ? " Write the path in full: '~' and '$' are replaced by a shell only."
                        : "");
    }

    private static Path parent(Path path) {
        return path.toAbsolutePath().getParent();
    }
}
