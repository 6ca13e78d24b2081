package io.winnow.datasets.fingerprint;

import io.winnow.datasets.HiddenName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Computes a SHA-256 over everything that identifies a data set. */
public final class Fingerprint {
    private static final int BUFFER = 1 << 16;

    private static final String CHECKSUM = ".crc";

    private final MessageDigest digest;

    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime provides SHA-256.", e);
        }
    }

    public Fingerprint add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /**
     * Adds the content of a file, or of the files in a folder but hidden ones, which a file manager creates by looking at it. The checksums of
     * Spark ({@code .part-00000.crc}) count although they are hidden: they belong to the data, and so fingerprints that runs keep stay right.
     */
    public Fingerprint add(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(file)) {
                files = all.filter(Files::isRegularFile)
                        .filter(each -> isData(each.getFileName().toString()))
                        .sorted()
                        .toList();
            }
            for (Path each : files) {
                add(each);
            }
            return this;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return this;
    }

    private static boolean isData(String name) {
        return !HiddenName.is(name) || name.endsWith(CHECKSUM);
    }

    public Fingerprint add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    public Fingerprint add(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
        bytes.asIntBuffer().put(numbers);
        return add(bytes.array());
    }

    public Fingerprint add(long number) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** Adds texts, without what is between them. */
    public Fingerprint addAll(List<String> texts) {
        texts.forEach(this::add);
        return this;
    }

    /** Adds rows, each with its length. */
    public Fingerprint addRows(int[][] rows) {
        for (int[] row : rows) {
            add(row.length).add(row);
        }
        return this;
    }

    /** Adds rows, each with its length. */
    public Fingerprint addRows(double[][] rows) {
        for (double[] row : rows) {
            add(row.length);
            for (double value : row) {
                add(Double.doubleToLongBits(value));
            }
        }
        return this;
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
