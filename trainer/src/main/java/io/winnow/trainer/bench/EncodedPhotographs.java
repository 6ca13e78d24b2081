package io.winnow.trainer.bench;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.datasets.image.Framing;
import io.winnow.datasets.image.Image;
import io.winnow.datasets.image.ImageDataset;
import io.winnow.datasets.image.ImageDecoder;
import io.winnow.datasets.image.ImageSize;
import io.winnow.datasets.label.NoLabels;
import io.winnow.datasets.random.CounterRandom;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * JPEG files in memory with the statistics of photographs: the amplitude of their spectrum falls as one over the frequency, and there are
 * edges.
 */
final class EncodedPhotographs implements ImageDataset {
    private static final DecodeOptions OPTIONS = DecodeOptions.of(3);
    private static final int EDGES = 12;

    private final byte[][] files;
    private final Description description;

    EncodedPhotographs(int count, ImageSize size) {
        files = new byte[count][];
        for (int i = 0; i < count; i++) {
            files[i] = encode(size, CounterRandom.of(3, i));
        }
        description = new Description("photographs", 3, Optional.of(size), new NoLabels(count), "photographs-" + size);
    }

    private static byte[] encode(ImageSize size, CounterRandom random) {
        float[] light = texture(size, 40, random);
        float[] warmth = texture(size, 20, random);
        addEdges(light, size, random);
        BufferedImage image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < light.length; p++) {
            int red = level(light[p] + warmth[p]);
            int green = level(light[p]);
            int blue = level(light[p] - warmth[p]);
            image.setRGB(p % size.width(), p / size.width(), red << 16 | green << 8 | blue);
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "jpg", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int level(float value) {
        return Math.max(0, Math.min(255, Math.round(128 + value)));
    }

    /** Returns a sum of random lattices, whose amplitude is proportional to their spacing, up to a largest amplitude. */
    private static float[] texture(ImageSize size, double amplitude, CounterRandom random) {
        float[] sum = new float[size.height() * size.width()];
        int largest = Integer.highestOneBit(Math.min(size.height(), size.width()));
        for (int spacing = largest; spacing >= 2; spacing /= 2) {
            int columns = size.width() / spacing + 2;
            double[] lattice = new double[(size.height() / spacing + 2) * columns];
            double height = Math.max(3, amplitude * Math.sqrt((double) spacing / largest));
            for (int i = 0; i < lattice.length; i++) {
                lattice[i] = random.nextDouble(-height, height);
            }
            for (int y = 0; y < size.height(); y++) {
                double down = (double) (y % spacing) / spacing;
                for (int x = 0; x < size.width(); x++) {
                    double right = (double) (x % spacing) / spacing;
                    int at = y / spacing * columns + x / spacing;
                    double above = lattice[at] + right * (lattice[at + 1] - lattice[at]);
                    double below = lattice[at + columns] + right * (lattice[at + columns + 1] - lattice[at + columns]);
                    sum[y * size.width() + x] += (float) (above + down * (below - above));
                }
            }
        }
        return sum;
    }

    /** Makes some rectangles lighter or darker. */
    private static void addEdges(float[] light, ImageSize size, CounterRandom random) {
        for (int i = 0; i < EDGES; i++) {
            int top = random.nextInt(size.height());
            int left = random.nextInt(size.width());
            int bottom = Math.min(size.height(), top + 1 + random.nextInt(size.height() / 3));
            int right = Math.min(size.width(), left + 1 + random.nextInt(size.width() / 3));
            float change = (float) random.nextDouble(-60, 60);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    light[y * size.width() + x] += change;
                }
            }
        }
    }

    @Override
    public Description description() {
        return description;
    }

    /** Returns the bytes of an encoded image. */
    byte[] file(int index) {
        return files[index];
    }

    @Override
    public Image item(int index) throws IOException {
        return ImageDecoder.decode(key(index), files[index], OPTIONS);
    }

    @Override
    public Image framed(int index, Framing framing) throws IOException {
        return ImageDecoder.decode(key(index), files[index], OPTIONS, framing);
    }
}
