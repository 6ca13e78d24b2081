package io.winnow.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.NoLabels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into shards is read from them. */
class ShardWriterTest {
    @TempDir
    private Path folder;

    private static byte[] png(int grey) throws IOException {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, grey);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private ImageDataset open() throws IOException {
        return ImageSource.open("shards", folder, DecodeOptions.of(1));
    }

    @Test
    void filesCaptionsAndClassesAreReadAgain() throws IOException {
        try (ShardWriter writer = new ShardWriter(folder, 2)) {
            writer.add("cat/a.b.png", png(10), Optional.of("7"), OptionalInt.of(1));
            writer.add("cat/a_b.jpg", png(20), Optional.empty(), OptionalInt.of(0));
            writer.add("train-000.tar/000003", png(30), Optional.of("größe \"2\"\nin two lines"), OptionalInt.of(1));
        }
        Files.writeString(folder.resolve("classes.txt"), "dog\ncat\n");
        try (ImageDataset images = open()) {
            assertThat(images.size()).isEqualTo(3);
            assertThat(images.shards()).hasSize(2);
            assertThat(images.key(0)).isEqualTo("000000.tar/cat/a_b");
            assertThat(images.key(1)).isEqualTo("000000.tar/cat/a_b-2");
            assertThat(images.key(2)).isEqualTo("000001.tar/train-000.tar/000003");
            assertThat(((ClassLabels) images.labels()).classes()).containsExactly(1, 0, 1);
            assertThat(images.caption(0)).contains("7");
            assertThat(images.caption(1)).isEmpty();
            assertThat(images.caption(2)).contains("größe \"2\"\nin two lines");
            for (int i = 0; i < 3; i++) {
                assertThat(images.encoded(i))
                        .hasValueSatisfying(bytes -> assertThat(bytes).isNotEmpty());
                assertThat(images.item(i).pixels()[0]).isEqualTo((byte) (10 * (i + 1)));
            }
        }
    }

    @Test
    void keysThatLeadUpwardsStayInTheShard() throws IOException {
        try (ShardWriter writer = new ShardWriter(folder, 10)) {
            for (String key : List.of("../im/a.png", "im/a.png", "/im/./b.png", "..", "../../c.png")) {
                writer.add(key, png(10), Optional.empty(), OptionalInt.empty());
            }
        }
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(folder.resolve("000000.tar")))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names).containsExactly("im/a.png", "im/a-2.png", "im/b.png", "image.png", "c.png");
    }

    @Test
    void aCaptionLooksLikeAClassAndIsNone() throws IOException {
        try (ShardWriter writer = new ShardWriter(folder, 10)) {
            writer.add("a.png", png(10), Optional.of("7"), OptionalInt.empty());
            writer.add("b.png", png(20), Optional.empty(), OptionalInt.empty());
        }
        try (ImageDataset images = open()) {
            assertThat(images.labels()).isInstanceOf(NoLabels.class);
            assertThat(images.caption(0)).contains("7");
        }
    }

    /** Beside a label, a text is a caption; alone, it is one unless the texts of the shard are labels. */
    @Test
    void textsBesideImagesAreCaptionsOrLabels() throws IOException {
        tar("both.tar", "a.png", png(10), "a.txt", " a red bus\n", "a.cls", "1");
        try (ImageDataset images = open()) {
            assertThat(images.caption(0)).contains("a red bus");
        }
        tar("both.tar", "a.png", png(10), "a.txt", "a red bus");
        try (ImageDataset images = open()) {
            assertThat(images.caption(0)).contains("a red bus");
        }
        tar("both.tar", "a.png", png(10), "a.txt", "1");
        try (ImageDataset images = open()) {
            assertThat(images.labels()).isInstanceOf(ClassLabels.class);
            assertThat(images.caption(0)).isEmpty();
        }
    }

    private void tar(String name, Object... files) throws IOException {
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            for (int i = 0; i < files.length; i += 2) {
                byte[] content = files[i + 1] instanceof byte[] bytes
                        ? bytes
                        : ((String) files[i + 1]).getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry((String) files[i]);
                entry.setSize(content.length);
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
    }

    @Test
    void whatIsNoImageIsRefused() throws IOException {
        try (ShardWriter writer = new ShardWriter(folder, 10)) {
            assertThatThrownBy(() -> writer.add(
                            "a.png", "text".getBytes(StandardCharsets.UTF_8), Optional.empty(), OptionalInt.empty()))
                    .isInstanceOf(CorruptImageException.class)
                    .hasMessageContaining("a.png");
        }
    }
}
