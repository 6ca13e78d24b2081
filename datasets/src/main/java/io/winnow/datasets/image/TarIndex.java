package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * The positions of the files in an uncompressed tar archive. Names are only compared and never used as paths, so a malicious name is
 * harmless.
 *
 * @param entries the complete regular files, in order
 * @param others names of links and devices, which have no content
 * @param cut where the archive is truncated; null if it is complete
 */
record TarIndex(List<Entry> entries, List<String> others, Cut cut) {
    /** The size of a block; headers and contents of files begin at multiples of it. */
    private static final int BLOCK = 512;

    /** A regular file within the archive. */
    record Entry(String name, long offset, int size) {}

    /**
     * The end of a truncated archive.
     *
     * @param entry name of the incomplete file; empty if it is unknown
     * @param error the error, which names the shard, the byte, and the number of complete entries before it
     */
    record Cut(String entry, CorruptImageException error) {}

    /**
     * Lists the regular files of a shard; only headers are read.
     *
     * @throws CorruptImageException if a header is invalid
     */
    static TarIndex of(Path shard) throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try (SeekableByteChannel file = Files.newByteChannel(shard);
                TarFile tar = new TarFile(new Endless(file))) {
            long length = file.size();
            long end = 0;
            for (TarArchiveEntry entry : tar.getEntries()) {
                if (entry.isDirectory()) {
                    continue;
                }
                if (!isRegular(entry)) {
                    others.add(entry.getName());
                    continue;
                }
                long offset = entry.getDataOffset();
                long size = entry.getSize();
                if (size < 0 || size > ImageFiles.LARGEST) {
                    throw new CorruptImageException(
                            shard + " at byte " + offset,
                            declared(entry, length) + ". Copy or download it again, or leave it out",
                            null);
                }
                if (offset + size > length) {
                    CorruptImageException error = cutShort(shard, offset, entries.size(), declared(entry, length));
                    return new TarIndex(entries, others, new Cut(entry.getName(), error));
                }
                entries.add(new Entry(entry.getName(), offset, (int) size));
                end = (offset + size + BLOCK - 1) / BLOCK * BLOCK;
            }
            // The archive goes on with whole blocks: the end-of-archive marker, which some writers omit.
            if (length != end && length < end + BLOCK) {
                String detail = "its next header would be at byte " + end + "; the archive has " + length;
                CorruptImageException error = cutShort(shard, Math.min(length, end), entries.size(), detail);
                return new TarIndex(entries, others, new Cut("", error));
            }
            return new TarIndex(entries, others, null);
        } catch (DataException | NoSuchFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CorruptImageException(
                    shard.toString(),
                    "it is not a whole tar archive (" + e.getMessage()
                            + "). Copy or download it again, or leave it out",
                    e);
        }
    }

    private static boolean isRegular(TarArchiveEntry entry) {
        return entry.isFile()
                && !entry.isLink()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice()
                && !entry.isSparse();
    }

    private static String declared(TarArchiveEntry entry, long length) {
        return "entry '" + Shown.printable(entry.getName()) + "' declares " + entry.getSize()
                + " bytes; the archive has " + length;
    }

    private static CorruptImageException cutShort(Path shard, long offset, int whole, String detail) {
        return new CorruptImageException(
                shard + " at byte " + offset,
                "it is cut short after " + whole + " whole entries (" + detail + ")",
                null);
    }

    /**
     * A channel that pretends to have no end. If a file ends within an entry, the library reports none of its entries; with this channel it
     * finds no more entries beyond the end, and reports those before.
     */
    private record Endless(SeekableByteChannel file) implements SeekableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        public int write(ByteBuffer source) {
            throw new NonWritableChannelException();
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new NonWritableChannelException();
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
