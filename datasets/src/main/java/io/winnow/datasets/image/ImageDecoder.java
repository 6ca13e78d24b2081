package io.winnow.datasets.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes the formats of {@link ImageFormat} to the same pixels as Pillow, set upright. It uses libjpeg-turbo for JPEG files of the
 * usual kind, libwebp for WebP, and otherwise ImageIO with the TwelveMonkeys readers, which accept the files of real cameras and web pages.
 * Thread-safe.
 */
public final class ImageDecoder {
    /** More pixels than any photograph that is fed to an encoder has. The limit is needed because a small file can declare any size. */
    static final long MOST_PIXELS = 64L << 20;

    static {
        ImageIO.setUseCache(false);
    }

    private ImageDecoder() {}

    /**
     * Decodes one image.
     *
     * @param example name of the example in error messages
     * @param options decoding options; colour is converted to grey by its luma (ITU-R 601)
     * @throws CorruptImageException if the bytes are not an image, or the image is truncated, has more than 64 million pixels, or is of a
     *     kind that cannot be decoded as intended, such as one of floating-point numbers
     */
    public static Image decode(String example, byte[] encoded, DecodeOptions options) throws CorruptImageException {
        return decodeNoting(example, encoded, options).image();
    }

    /**
     * Decodes one image and brings it to a size.
     *
     * @throws CorruptImageException as the other method
     */
    public static Image decode(String example, byte[] encoded, DecodeOptions options, Framing framing)
            throws CorruptImageException {
        if (ImageFormat.of(encoded).orElse(null) == ImageFormat.JPEG) {
            int orientation = FileFacts.of(ImageFormat.JPEG, encoded).orientation();
            Optional<Image> framed = usualJpeg(
                    encoded,
                    options,
                    size -> reduction(framing, Orientation.upright(size, orientation), orientation),
                    pixels -> framing.apply(Orientation.upright(pixels, orientation)));
            if (framed.isPresent()) {
                return framed.get();
            }
        }
        return framing.apply(decode(example, encoded, options));
    }

    /** Decodes a JPEG file of the usual kind at a reduction of its size; empty for other files. */
    private static Optional<Image> usualJpeg(
            byte[] encoded, DecodeOptions options, ToIntFunction<ImageSize> reduction, Function<Pixels, Image> use) {
        return JpegFrame.of(encoded)
                .filter(frame -> (long) frame.size().height() * frame.size().width() <= MOST_PIXELS)
                .flatMap(frame -> NativeJpeg.decode(encoded, frame, options, reduction.applyAsInt(frame.size()), use));
    }

    /**
     * The factor by which a file is reduced. The last column and row of a reduced image stand for fewer pixels if the factor does not divide
     * the size; in an image that is turned, they might come first, so that such factors are avoided.
     */
    private static int reduction(Framing framing, ImageSize original, int orientation) {
        int reduction = framing.reduction(original);
        while (orientation != Orientation.UPRIGHT
                && (original.height() % reduction != 0 || original.width() % reduction != 0)) {
            reduction /= 2;
        }
        return reduction;
    }

    /** Decodes one image as {@link #decode} does, and says what was altered. */
    public static DecodedImage decodeNoting(String example, byte[] encoded, DecodeOptions options)
            throws CorruptImageException {
        return reading(example, encoded, (format, facts) -> {
            Set<Alteration> alterations = EnumSet.noneOf(Alteration.class);
            Optional<Image> usual = format == ImageFormat.JPEG
                    ? usualJpeg(encoded, options, size -> 1, Pixels::image)
                    : Optional.empty();
            Image stored;
            if (usual.isPresent()) {
                stored = usual.get();
            } else {
                PixelWriter pixels = format == ImageFormat.WEBP
                        ? webp(example, encoded, options, facts)
                        : read(example, format, encoded, options, facts);
                stored = pixels.image();
                alterations.addAll(pixels.alterations());
            }
            if (facts.orientation() != Orientation.UPRIGHT) {
                alterations.add(Alteration.TURNED);
            }
            if (facts.frames() > 1) {
                alterations.add(Alteration.FIRST_OF_SEVERAL);
            }
            return new DecodedImage(Orientation.upright(stored, facts.orientation()), alterations);
        });
    }

    /**
     * Returns the size that the decoded image has, without decoding it.
     *
     * @throws CorruptImageException if the file is no image that can be decoded, as far as its header says
     */
    public static ImageSize size(String example, byte[] encoded) throws CorruptImageException {
        return reading(
                example,
                encoded,
                (format, facts) -> Orientation.upright(storedSize(example, format, encoded), facts.orientation()));
    }

    /** Reads something of an encoded image. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ImageFormat format, FileFacts facts) throws IOException;
    }

    private static <T> T reading(String example, byte[] encoded, Reading<T> reading) throws CorruptImageException {
        ImageFormat format = ImageFormat.of(encoded)
                .orElseThrow(() -> new CorruptImageException(example, ImageFormat.describeUnknown(encoded), null));
        FileFacts facts = FileFacts.of(format, encoded);
        if (!facts.refused().isEmpty()) {
            throw new CorruptImageException(example, facts.refused(), null);
        }
        try {
            return reading.of(format, facts);
        } catch (CorruptImageException e) {
            throw e;
        } catch (EOFException e) {
            throw new CorruptImageException(example, "it is cut short", e);
        } catch (IOException | RuntimeException e) {
            // Readers throw many kinds of runtime exceptions for damaged input.
            throw new CorruptImageException(example, unreadable(e), e);
        } catch (LinkageError e) {
            throw new CorruptImageException(
                    example, "the native library that decodes WebP does not run on this system: " + e.getMessage(), e);
        }
    }

    /** Returns the size of an image before it is set upright. */
    private static ImageSize storedSize(String example, ImageFormat format, byte[] encoded) throws IOException {
        if (format == ImageFormat.WEBP) {
            WebpFile file = WebpFile.of(encoded);
            if (file.frames() > 0) {
                WebpFile.Frame frame = file.firstFrame(encoded);
                return new ImageSize(frame.height(), frame.width());
            }
        }
        ImageSize first =
                withReader(example, format, encoded, reader -> new ImageSize(reader.getHeight(0), reader.getWidth(0)));
        return format == ImageFormat.GIF ? GifLayout.of(encoded).canvas(first) : first;
    }

    /** The largest colour sample of an image of more than 8 bits whose file does not declare which value is white; -1 for other images. */
    static int largestSample(String example, byte[] encoded) throws CorruptImageException {
        ImageFormat format = ImageFormat.of(encoded).orElse(null);
        FileFacts facts = format == null ? null : FileFacts.of(format, encoded);
        if (facts == null
                || facts.bits() <= 8
                || facts.largest() > 0
                || !facts.refused().isEmpty()) {
            return -1;
        }
        try {
            BufferedImage image = decoded(example, format, encoded);
            return image.getColorModel().getComponentSize(0) <= 8 ? -1 : PixelWriter.largestSample(image);
        } catch (IOException | RuntimeException e) {
            throw new CorruptImageException(example, unreadable(e), e);
        }
    }

    private static String unreadable(Exception error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return "its content cannot be read: " + message.replaceFirst("[.!\\s]+$", ""); // other text follows
    }

    /** Decodes the first frame of an animation on its canvas, which is transparent outside of the frame. */
    private static PixelWriter webp(String example, byte[] encoded, DecodeOptions options, FileFacts facts)
            throws IOException {
        WebpFile file = WebpFile.of(encoded);
        if (file.frames() == 0) {
            return read(example, ImageFormat.WEBP, encoded, options, facts);
        }
        WebpFile.Frame frame = file.firstFrame(encoded);
        requireSize(example, frame.width(), frame.height());
        PixelWriter pixels = new PixelWriter(options, frame.height(), frame.width());
        pixels.fill(0);
        pixels.writeColors(decoded(example, ImageFormat.WEBP, frame.still()), frame.left(), frame.top());
        return pixels;
    }

    private static PixelWriter read(
            String example, ImageFormat format, byte[] encoded, DecodeOptions options, FileFacts facts)
            throws IOException {
        BufferedImage image = decoded(example, format, encoded);
        if (format == ImageFormat.GIF) {
            GifLayout layout = GifLayout.of(encoded);
            ImageSize frame = new ImageSize(image.getHeight(), image.getWidth());
            ImageSize canvas = layout.canvas(frame);
            requireSize(example, canvas.width(), canvas.height());
            PixelWriter pixels = new PixelWriter(options, canvas.height(), canvas.width());
            if (!canvas.equals(frame)) {
                // As in Pillow: if the frame has no transparent colour, its first colour fills the canvas.
                pixels.fill(
                        layout.transparent() || !(image.getColorModel() instanceof IndexColorModel palette)
                                ? 0
                                : palette.getRGB(0));
            }
            pixels.writeColors(image, layout.left(), layout.top());
            return pixels;
        }
        PixelWriter pixels = new PixelWriter(options, image.getHeight(), image.getWidth());
        pixels.write(image, facts);
        return pixels;
    }

    private static BufferedImage decoded(String example, ImageFormat format, byte[] encoded) throws IOException {
        return withReader(example, format, encoded, reader -> {
            AtomicReference<String> cut = new AtomicReference<>();
            reader.addIIOReadWarningListener((source, warning) -> {
                if (tellsOfCut(warning)) {
                    cut.set(warning);
                }
            });
            BufferedImage image = reader.read(0);
            if (cut.get() != null) {
                throw new CorruptImageException(example, "it is cut short (" + cut.get() + ")", null);
            }
            return image;
        });
    }

    /** Reads something with a reader of images. */
    @FunctionalInterface
    private interface Use<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> T withReader(String example, ImageFormat format, byte[] encoded, Use<T> use) throws IOException {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(format.imageIoName()).next();
        byte[] file = format == ImageFormat.JPEG ? JpegFile.of(encoded).withoutProfile(encoded) : encoded;
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            requireSize(example, reader.getWidth(0), reader.getHeight(0));
            return use.of(reader);
        } finally {
            reader.dispose();
        }
    }

    private static void requireSize(String example, int width, int height) throws CorruptImageException {
        if ((long) width * height > MOST_PIXELS) {
            throw new CorruptImageException(
                    example,
                    "it declares " + width + "x" + height + " pixels; images of up to 64 million pixels are read",
                    null);
        }
    }

    /**
     * Whether a warning of the JPEG library means that the file is truncated: the marker at the end is missing, or a scan ends early. The
     * library then fills the missing part with grey. Its other warnings, such as those of an unusual profile, concern complete images.
     */
    private static boolean tellsOfCut(String warning) {
        return warning.contains("Missing EOI") || warning.contains("premature end");
    }
}
