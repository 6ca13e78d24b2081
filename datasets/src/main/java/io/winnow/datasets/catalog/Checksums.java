package io.winnow.datasets.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files. */
final class Checksums {
    private static final int BUFFER = 1 << 18;

    private Checksums() {}

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Null when every file is there with its checksum, else what is wrong with the first that is not. */
    static String problem(Path folder, Entry entry) throws IOException {
        if (!Files.isDirectory(folder)) {
            return "no such folder";
        }
        for (Entry.DataFile file : entry.files()) {
            Path path = folder.resolve(file.name());
            if (!Files.isRegularFile(path)) {
                return file.name() + " is missing";
            }
            String found = sha256(path);
            if (!found.equals(file.sha256())) {
                return file.name() + " has SHA-256 " + found + " and not " + file.sha256();
            }
        }
        return null;
    }
}
