package io.winnow.datasets.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Verifies files by their SHA-256, each of them once in a process as long as it does not change. */
final class Checksums {
    private static final int BUFFER = 1 << 18;

    private static final Map<State, String> KNOWN = new ConcurrentHashMap<>();

    private Checksums() {}

    /** What changes when a file is written anew. */
    private record State(Path file, long bytes, FileTime modified) {
        static State of(Path file) throws IOException {
            return new State(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime provides SHA-256.", e);
        }
    }

    /**
     * Returns null if all files of a data set are present with the right checksums, and otherwise what is wrong with the first that is not.
     */
    static String problem(Path folder, Entry entry) throws IOException {
        if (!Files.isDirectory(folder)) {
            return "the folder does not exist";
        }
        for (Entry.DataFile file : entry.files()) {
            Path path = folder.resolve(file.name());
            if (!Files.isRegularFile(path)) {
                return file.name() + " is missing";
            }
            State state = State.of(path);
            String found = KNOWN.get(state);
            if (found == null) {
                found = sha256(path);
                KNOWN.put(state, found);
            }
            if (!found.equals(file.sha256())) {
                return file.name() + " has the SHA-256 " + found + ", expected " + file.sha256();
            }
        }
        return null;
    }
}
