package io.winnow.models.torch;

import ai.djl.ndarray.NDArray;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript source as an archive that {@code torch::jit::load} reads: an uncompressed zip file with the source, a pickle of the
 * module object, an empty table of constants, and the version of the file format.
 *
 * <p>The source consists of plain typed functions, {@code def name(x: Tensor, k: int) -> Tensor:}. They become methods of one module: this
 * class adds the {@code self} parameter, and functions call each other as {@code self.name(..)}.
 */
public final class TorchArchive {
    private static final String ROOT = "functions/";
    private static final String TENSORS = "data/";

    /** File format version 10, since which integers are divided as floats and {@code gelu} has the parameter {@code approximate}. */
    private static final String FORMAT_VERSION = "10\n";

    private static final Pattern DEFINITION = Pattern.compile("^def (\\w+)\\(", Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*#.*\\R?");

    /** A pickle (protocol 2) of an object of class {@code __torch__.M} with the attribute {@code training = True} and no other state. */
    private static final byte[] OBJECT =
            ("\u0080\u0002c__torch__\nM\n)\u0081}X\u0008\0\0\0training\u0088sb.").getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

    private TorchArchive() {}

    /** The archive of a module whose methods are the given functions. */
    public static byte[] of(String functions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", OBJECT);
            store(zip, "code/__torch__.py", module(functions).getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", NO_CONSTANTS);
            store(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Writing a TorchScript archive to memory failed.", e);
        }
        return bytes.toByteArray();
    }

    /** Writes a model with its tensors. */
    public static void write(Path file, ScriptedModel model) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            store(zip, "data.pkl", model.pickle());
            store(zip, "code/__torch__.py", model.code().getBytes(StandardCharsets.UTF_8));
            int number = 0;
            for (NDArray storage : model.storages()) {
                store(zip, TENSORS + number++, storage);
            }
            store(zip, "constants.pkl", NO_CONSTANTS);
            store(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Writes an archive like two that {@link #write} made of the same network, with other tensors.
     *
     * @param tensor makes the bytes of a tensor of those in both archives, which have the same length
     * @return whether both archives have the same network; if not, the file is not complete
     */
    public static boolean merge(Path first, Path second, BinaryOperator<byte[]> tensor, Path file) throws IOException {
        try (ZipFile own = new ZipFile(first.toFile());
                ZipFile other = new ZipFile(second.toFile());
                ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (ZipEntry entry : own.stream().toList()) {
                ZipEntry same = other.getEntry(entry.getName());
                if (same == null || same.getSize() != entry.getSize()) {
                    return false;
                }
                byte[] content = read(own, entry);
                byte[] others = read(other, same);
                String name = entry.getName().substring(ROOT.length());
                if (name.startsWith(TENSORS)) {
                    content = tensor.apply(content, others);
                } else if (!Arrays.equals(content, others)) {
                    return false;
                }
                store(zip, name, content);
            }
            return own.size() == other.size();
        }
    }

    private static byte[] read(ZipFile archive, ZipEntry entry) throws IOException {
        try (InputStream in = archive.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    /** The header of an uncompressed entry contains the checksum, so the elements are read twice. */
    private static void store(ZipOutputStream zip, String name, NDArray array) throws IOException {
        CRC32 crc = new CRC32();
        try (WritableByteChannel sum =
                Channels.newChannel(new CheckedOutputStream(OutputStream.nullOutputStream(), crc))) {
            RawData.write(sum, array);
        }
        begin(zip, name, array.size() * array.getDataType().getNumOfBytes(), crc.getValue());
        // The channel is not closed, because closing it would close the archive.
        RawData.write(Channels.newChannel(zip), array);
        zip.closeEntry();
    }

    /** Turns functions into methods of a class, in the subset of Python that archives allow: without comments and imports. */
    private static String module(String functions) {
        String code = COMMENT.matcher(functions).replaceAll("");
        String methods =
                DEFINITION.matcher(code).replaceAll(Matcher.quoteReplacement("def ") + "$1(self: __torch__.M, ");
        return "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                + methods.replace(", )", ")").indent(2);
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        begin(zip, name, content.length, crc.getValue());
        zip.write(content);
        zip.closeEntry();
    }

    private static void begin(ZipOutputStream zip, String name, long size, long checksum) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCrc(checksum);
        zip.putNextEntry(entry);
    }
}
