package io.winnow.datasets.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A named data set.
 *
 * @param files that hold it
 * @param originals names of the files in which its authors publish the same data, taken where {@code files} are not there; unchecked, for
 *     the authors state no SHA-256
 * @param sources tried in this order when the files are in no data root
 */
public record Entry(
        String name,
        String description,
        String licence,
        List<DataFile> files,
        List<String> originals,
        List<Source> sources) {
    /** A data set that comes in one form. */
    public Entry(String name, String description, String licence, List<DataFile> files, List<Source> sources) {
        this(name, description, licence, files, List.of(), sources);
    }

    /** A file by its name within the data set's folder, and its SHA-256 in hex. */
    public record DataFile(String name, String sha256) {}

    /** Where files can be had. */
    public sealed interface Source {
        /** What a user calls it. */
        String describe();
    }

    /** A folder in which some systems install the data. */
    public record SystemFolder(Path folder) implements Source {
        @Override
        public String describe() {
            return "system folder " + folder;
        }
    }

    /** Each file under one address. */
    public record Download(URI base) implements Source {
        @Override
        public String describe() {
            return base.toString();
        }
    }

    /** A folder within a Debian package, fetched and unpacked without being installed. */
    public record DebianPackage(String name, String folder) implements Source {
        @Override
        public String describe() {
            return "Debian package " + name;
        }
    }
}
