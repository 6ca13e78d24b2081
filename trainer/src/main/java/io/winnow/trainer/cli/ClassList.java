package io.winnow.trainer.cli;

import io.winnow.trainer.watch.WatchServer;
import io.winnow.trainer.watch.WatchedRuns;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Uses the commands that should start quickly once each, so that Java notes the classes that they load. {@code bin/winnow archive-classes}
 * starts this program and makes an archive of these classes.
 */
final class ClassList {
    private final Path folder;

    private ClassList(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("winnow-classes");
        try {
            new ClassList(folder).use();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void use() throws IOException {
        run("--help");
        run("train", "--help");
        Path rows = Files.writeString(
                folder.resolve("rows.csv"),
                "id,number,text,label\n"
                        + IntStream.range(0, 40)
                                .mapToObj(i ->
                                        i + "," + i / 7.0 + ",text number " + i + (i % 2 == 0 ? ",yes\n" : ",no\n"))
                                .collect(Collectors.joining()));
        Path images = folder.resolve("images");
        for (String name : List.of("cats", "dogs")) {
            Path kind = Files.createDirectories(images.resolve(name));
            for (int i = 0; i < 10; i++) {
                BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i, i, 0xff0000 + i);
                ImageIO.write(
                        image,
                        i % 2 == 0 ? "png" : "jpg",
                        kind.resolve("image-" + i + (i % 2 == 0 ? ".png" : ".jpg"))
                                .toFile());
            }
        }
        String records = ", file: '" + rows + "', key: id, labels: {label: {kind: class}}";
        check("rows", "{kind: rows" + records + "}", "{kind: row_mlp}");
        check("texts", "{kind: texts, inputs: [text]" + records + "}", "{kind: frozen}");
        check("images", "{train: '" + images + "', image_size: 32}", "{kind: resnet, depth: 8, width: 16}");
        try (WatchServer server = WatchServer.start(new WatchedRuns(folder), "127.0.0.1", 0, null);
                InputStream page = URI.create(server.address()).toURL().openStream()) {
            page.readAllBytes();
        }
    }

    private void check(String name, String data, String encoder) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), String.format(Locale.ROOT, """
                name: sample
                seed: 1
                recipe:
                  kind: supervised
                  data: %s
                  classify:
                    encoder: %s
                    training: {duration: {epochs: 1}, batch_size: 4, optimizer: {kind: adamw, learning_rate: 0.001}}
                """, data, encoder));
        run("config", "check", config.toString());
        run(
                "train",
                config.toString(),
                "--dry-run",
                "--run-dir",
                folder.resolve("runs").toString());
    }

    private static void run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        if (Winnow.execute(writer, writer, arguments) != 0) {
            throw new IllegalStateException("winnow " + String.join(" ", arguments) + " failed: " + said);
        }
    }
}
