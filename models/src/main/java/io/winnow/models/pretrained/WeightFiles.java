package io.winnow.models.pretrained;

import io.winnow.models.torch.RawData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the file with the weights in a folder, and tells by the first bytes of a file which format it has. */
final class WeightFiles {
    /** The names under which HuggingFace's libraries look for weights. Safetensors files go first, since they cannot contain code. */
    private static final List<String> NAMES = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "open_clip_model.safetensors",
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "open_clip_pytorch_model.bin");

    private static final int START_BYTES = 512;
    /** How a pointer of Git LFS begins. */
    private static final String POINTER = "version https://git-lfs";

    /** How a web page begins. */
    private static final String PAGE = "<";

    private static final int MOST_NAMES = 10;

    private WeightFiles() {}

    /** Opens a file, an index or a folder; see {@link TensorFile#open}. */
    static TensorFile open(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? fileOf(path) : path;
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file. Correct the path");
        }
        FileChecksum.verify(file);
        byte[] start = start(file);
        return isIndex(start) ? ShardIndex.open(file) : open(file, start);
    }

    /** Opens one file of a checkpoint in several files. */
    static TensorFile openShard(Path file) throws IOException {
        return open(file, start(file));
    }

    private static TensorFile open(Path file, byte[] start) throws IOException {
        if (isSafeTensors(start)) {
            return SafeTensors.open(file);
        }
        if (startsWith(start, "PK")) {
            return TorchZip.open(file);
        }
        if (start.length > 1 && start[0] == (byte) 0x80 && start[1] <= 5) {
            return TorchLegacy.open(file);
        }
        if (file.toString().endsWith(".safetensors") && !startsWith(start, POINTER) && !startsWith(start, PAGE)) {
            return SafeTensors.open(file); // which says what is damaged
        }
        throw unknown(file, start);
    }

    /** Whether a folder has a file of weights under one of the names that libraries give it. */
    static boolean areIn(Path folder) {
        return NAMES.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    private static Path fileOf(Path folder) throws IOException {
        for (String name : NAMES) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        List<String> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        String shown = found.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        throw new NoSuchFileException(
                folder.toString(),
                null,
                "this folder contains no weights. Looked for: " + String.join(", ", NAMES) + ". Found: "
                        + (found.isEmpty() ? "nothing" : shown)
                        + (found.size() > MOST_NAMES ? " and " + (found.size() - MOST_NAMES) + " more" : "")
                        + ". Name the file itself if it has another name");
    }

    private static byte[] start(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return RawData.bytes(channel, 0, (int) Math.min(START_BYTES, channel.size()))
                    .array();
        }
    }

    /** The header of a safetensors file has far less than 2^32 bytes, so the upper half of its length is 0, and it begins with a brace. */
    private static boolean isSafeTensors(byte[] start) {
        return start.length > Long.BYTES
                && start[Long.BYTES] == '{'
                && ByteBuffer.wrap(start).getInt(Integer.BYTES) == 0;
    }

    private static boolean isIndex(byte[] start) {
        return !isSafeTensors(start)
                && new String(start, StandardCharsets.UTF_8).stripLeading().startsWith("{");
    }

    private static boolean startsWith(byte[] start, String text) {
        return new String(start, StandardCharsets.ISO_8859_1).startsWith(text);
    }

    private static IOException unknown(Path file, byte[] start) {
        if (startsWith(start, POINTER)) {
            return Faults.refused(
                    file, "it is a pointer of Git LFS and not the file itself", "Fetch the file with git lfs pull.");
        }
        if (startsWith(start, PAGE)) {
            return Faults.refused(
                    file, "it is a web page, probably an error of the download", "Download the file again.");
        }
        if (start.length > 262 && new String(start, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
            return Faults.refused(
                    file,
                    "it is a tar archive, as PyTorch wrote before version 0.1.10",
                    "Load it with PyTorch and save it again.");
        }
        String found = start.length == 0
                ? "it is empty"
                : "it begins with the bytes "
                        + HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(Long.BYTES, start.length));
        return Faults.refused(
                file,
                "it is neither a safetensors file, nor a checkpoint of PyTorch, nor an index of such files; " + found,
                "Name a file of one of these formats.");
    }
}
