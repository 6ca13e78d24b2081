package io.winnow.datasets.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Decodes JPEG files of the usual kind by the JDK's own reader. The reader of TwelveMonkeys, which all other files need, gives the same
 * pixels of these by the same library, but takes up to a third longer for small photographs. Thread-safe.
 */
final class PlainJpeg {
    private static final Optional<ImageReaderSpi> PROVIDER = provider();

    private PlainJpeg() {}

    private static Optional<ImageReaderSpi> provider() {
        Iterator<ImageReaderSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (providers.hasNext()) {
            ImageReaderSpi each = providers.next();
            if (each.getClass().getName().equals("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi")) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Decodes a file; empty if it is of another kind or has any fault, so that another reader must judge it. */
    static Optional<BufferedImage> decode(byte[] encoded) throws IOException {
        Optional<JpegFrame> frame = JpegFrame.of(encoded);
        if (PROVIDER.isEmpty() || frame.isEmpty() || !frame.get().jfif()) {
            return Optional.empty();
        }
        ImageSize size = frame.get().size();
        if ((long) size.height() * size.width() > ImageDecoder.MOST_PIXELS) {
            return Optional.empty();
        }
        ImageReader reader = PROVIDER.get().createReaderInstance();
        try (Bytes in = new Bytes(JpegFile.of(encoded).withoutProfile(encoded))) {
            AtomicBoolean warned = new AtomicBoolean();
            reader.addIIOReadWarningListener((source, warning) -> warned.set(true));
            reader.setInput(in, true, true);
            BufferedImage image = reader.read(0);
            return warned.get() ? Optional.empty() : Optional.of(image);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    /** A stream of bytes in memory, without a cache of its own. */
    private static final class Bytes extends ImageInputStreamImpl {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            bitOffset = 0;
            return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            bitOffset = 0;
            int count = (int) Math.min(length, bytes.length - streamPos);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            System.arraycopy(bytes, (int) streamPos, target, offset, count);
            streamPos += count;
            return count;
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }
}
