package io.winnow.models.pretrained;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes checkpoints with pickles that {@code torch.save} would not write. */
final class TorchFiles {
    private static final String SYSTEM = "\u0080\u0002}X\r\0\0\0little_endian\u0088s.";

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    /** Operations of the pickle, in which each character is a byte. */
    TorchFiles code(String operations) {
        pickle.writeBytes(operations.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    TorchFiles text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        pickle.write('X');
        pickle.writeBytes(littleEndian(Integer.BYTES).putInt(utf8.length).array());
        pickle.writeBytes(utf8);
        return this;
    }

    TorchFiles integer(long value) {
        pickle.writeBytes(new byte[] {(byte) 0x8a, Long.BYTES});
        pickle.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
        return this;
    }

    TorchFiles integers(long... values) {
        code("(");
        for (long value : values) {
            integer(value);
        }
        return code("t");
    }

    /** Pushes a float32 tensor of storage 0, which has {@code count} numbers. */
    TorchFiles tensor(long count, long offset, long[] sizes, long[] strides) {
        code("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").code("ctorch\nFloatStorage\n");
        text("0").text("cpu").integer(count).code("tQ");
        return integer(offset).integers(sizes).integers(strides).code("\u0089}tR");
    }

    /** Writes the pickle and the storages 0, 1 and so on as a zip archive. */
    Path zip(Path file, byte[]... storages) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            store(zip, "archive/data.pkl", content());
            for (int i = 0; i < storages.length; i++) {
                store(zip, "archive/data/" + i, storages[i]);
            }
        }
        return file;
    }

    /** Writes the pickle in the old format, followed by the list of storages and the rest of the file. */
    Path legacy(Path file, TorchFiles keys, byte[] rest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e80024de9032e"));
        bytes.writeBytes(SYSTEM.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(content());
        bytes.writeBytes(keys.content());
        bytes.writeBytes(rest);
        return Files.write(file, bytes.toByteArray());
    }

    byte[] content() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(new byte[] {(byte) 0x80, 2});
        whole.writeBytes(pickle.toByteArray());
        whole.write('.');
        return whole.toByteArray();
    }

    static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
