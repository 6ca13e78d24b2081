package io.winnow.models.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checksum in the names of files of torchvision and torch.hub, such as {@code resnet18-f37072fd.pth}: the first 8 hexadecimal digits of
 * the file's SHA-256.
 */
final class FileChecksum {
    private static final Pattern NAME = Pattern.compile(".*-([0-9a-f]{8})\\.(pth|th)");
    private static final int BUFFER_BYTES = 1 << 16;

    private FileChecksum() {}

    /** Reads the whole file if its name contains a checksum, and refuses it if this is the checksum of other content. */
    static void verify(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return;
        }
        String expected = name.group(1);
        String found = sha256(file);
        if (!found.startsWith(expected)) {
            throw Faults.refused(
                    file,
                    "its name says that its SHA-256 begins with " + expected + ", but it begins with "
                            + found.substring(0, expected.length()),
                    "Download it again, or rename it if these digits are not a checksum.");
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            while (in.read(buffer) >= 0) {
                // The stream updates the digest.
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
