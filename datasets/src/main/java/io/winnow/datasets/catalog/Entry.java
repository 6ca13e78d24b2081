package io.winnow.datasets.catalog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set of the catalog.
 *
 * @param files the files of the data set
 * @param originals names of the files in which its authors publish the same data, which are used if {@code files} are missing. They are not
 *     verified, since the authors publish no SHA-256
 * @param sources where the files are fetched from if no data root has them, in the order in which the sources are tried
 */
public record Entry(
        String name,
        String description,
        String licence,
        List<DataFile> files,
        List<String> originals,
        List<Source> sources) {
    /** Creates an entry of a data set that exists in one form only. */
    public Entry(String name, String description, String licence, List<DataFile> files, List<Source> sources) {
        this(name, description, licence, files, List.of(), sources);
    }

    /** A file by its name within the folder of the data set, and its SHA-256 in hexadecimal. */
    public record DataFile(String name, String sha256) {}

    /** A place from which files are fetched. */
    public sealed interface Source {
        /** The source in words, for messages. */
        String describe();
    }

    /** A folder in which some operating systems install the data. */
    public record SystemFolder(Path folder) implements Source {
        @Override
        public String describe() {
            return "system folder " + folder;
        }
    }

    /** Files that are computed, which takes seconds and needs no network. */
    public record Generated(Generator generator) implements Source {
        @Override
        public String describe() {
            return "computed on this machine";
        }
    }

    /** Computes the files of a data set. */
    @FunctionalInterface
    public interface Generator {
        /** Writes the files into a folder. */
        void write(Path folder) throws IOException;
    }

    /** Returns whether the files are computed and not fetched. */
    public boolean isGenerated() {
        return sources.stream().anyMatch(Generated.class::isInstance);
    }

    /** Files that are downloaded from a common base address. */
    public record Download(URI base) implements Source {
        @Override
        public String describe() {
            return base.toString();
        }
    }

    /** A folder within a Debian package, which is downloaded and unpacked but not installed. */
    public record DebianPackage(String name, String folder) implements Source {
        @Override
        public String describe() {
            return "Debian package " + name;
        }
    }
}
