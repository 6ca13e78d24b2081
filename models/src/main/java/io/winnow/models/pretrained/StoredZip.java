package io.winnow.models.pretrained;

import io.winnow.models.pretrained.TorchStorage.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The directory of a zip archive whose entries are not compressed, so that their bytes can be read from the file itself. PyTorch writes
 * such archives.
 */
final class StoredZip {
    private StoredZip() {}

    /**
     * Where each entry is in the file, by name. The places have been checked: they are inside of the file and do not overlap.
     *
     * @throws IOException if the archive is damaged, compressed or encrypted, or has two entries of one name; the message names the file
     */
    static Map<String, Place> entries(Path file) throws IOException {
        long size = Files.size(file);
        Map<String, Place> places = new LinkedHashMap<>();
        for (ZipArchiveEntry entry : list(file)) {
            String name = entry.getName();
            if (entry.getMethod() != ZipEntry.STORED
                    || entry.getGeneralPurposeBit().usesEncryption()) {
                throw Faults.refused(
                        file,
                        "entry " + name
                                + " of this zip archive is compressed or encrypted, which torch.save does not do",
                        "Load it with PyTorch and save it again.");
            }
            long start = entry.getDataOffset();
            long bytes = entry.getSize();
            if (entry.getCompressedSize() != bytes || start < 0 || bytes < 0 || bytes > size - start) {
                throw damaged(
                        file,
                        "entry " + name + " claims " + bytes + " bytes (" + entry.getCompressedSize()
                                + " in the archive) from byte " + start + " of the file, which has " + size);
            }
            if (places.put(name, new Place(start, bytes)) != null) {
                throw damaged(file, "it has two entries named " + name);
            }
        }
        checkOverlap(file, places);
        return places;
    }

    /** All entries, with their places, but unchecked. */
    private static List<ZipArchiveEntry> list(Path file) throws IOException {
        List<ZipArchiveEntry> entries = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                ZipFile zip = ZipFile.builder()
                        .setSeekableByteChannel(channel)
                        .setIgnoreLocalFileHeader(true)
                        .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                // Opening an entry finds its place.
                try (InputStream ignored = zip.getRawInputStream(entry)) {
                    entries.add(entry);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The library reports damage with exceptions of many types.
            throw new IOException(
                    damaged(file, "it cannot be read as a zip archive: " + e.getMessage())
                            .getMessage(),
                    e);
        }
        return entries;
    }

    private static void checkOverlap(Path file, Map<String, Place> places) throws IOException {
        List<Map.Entry<String, Place>> ordered = places.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().position()))
                .toList();
        long end = 0;
        for (Map.Entry<String, Place> entry : ordered) {
            Place place = entry.getValue();
            if (place.bytes() > 0 && place.position() < end) {
                throw damaged(file, "entry " + entry.getKey() + " overlaps another entry");
            }
            end = Math.max(end, place.position() + place.bytes());
        }
    }

    private static IOException damaged(Path file, String problem) {
        return Faults.damaged(file, TorchCheckpoint.KIND, problem);
    }
}
