package io.winnow.datasets.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * Where the files of an uncompressed tar archive lie. Names are only ever compared, never used as paths, so a hostile one can do no more
 * than be an odd key.
 */
final class TarIndex {
    /** Larger than any image with its label. */
    private static final long LARGEST_ENTRY = 1L << 30;

    private TarIndex() {}

    /** A regular file within the archive. */
    record Entry(String name, long offset, int size) {}

    /**
     * Lists the regular files of a shard in order, reading headers only.
     *
     * @throws CorruptImageException for an archive that is cut short or has a header that makes no sense
     */
    static List<Entry> of(Path shard) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (TarFile tar = new TarFile(shard)) {
            long length = Files.size(shard);
            for (TarArchiveEntry entry : tar.getEntries()) {
                if (!entry.isFile()) {
                    continue;
                }
                long offset = entry.getDataOffset();
                if (entry.getSize() < 0 || entry.getSize() > LARGEST_ENTRY || offset + entry.getSize() > length) {
                    throw new CorruptImageException(
                            shard + " at byte " + offset,
                            "entry '" + printable(entry.getName()) + "' declares " + entry.getSize()
                                    + " bytes; the archive has " + length,
                            null);
                }
                entries.add(new Entry(entry.getName(), offset, (int) entry.getSize()));
            }
            return entries;
        } catch (CorruptImageException | NoSuchFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CorruptImageException(shard.toString(), String.valueOf(e.getMessage()), e);
        }
    }

    private static String printable(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() > 80 ? shown.substring(0, 80) + "..." : shown;
    }
}
