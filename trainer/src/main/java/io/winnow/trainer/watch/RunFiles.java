package io.winnow.trainer.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.RunDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the files of a run directory as they are at this moment: complete, half-written, broken, or of another version of Winnow. */
final class RunFiles {
    /** A longer JSON file than this is not one that Winnow wrote. */
    private static final int JSON_BYTES = 8 << 20;

    private static final int LOG_BYTES = 64 << 10;
    private static final int LOG_LINES = 200;

    private final Path folder;
    private final List<String> problems = new ArrayList<>();

    /** The place of a stage among the stages: its label begins with it. */
    private static final Comparator<String> BY_NUMBER = Comparator.comparingInt(RunFiles::number);

    RunFiles(Path folder) {
        this.folder = folder;
    }

    /** What could not be read so far, for people. */
    List<String> problems() {
        return problems;
    }

    /**
     * Opens a file to read it. Only an ordinary one: a link that somebody else has put into the folder could show any file that the user of the
     * watching process may read, and a pipe or a device could block it forever.
     *
     * @throws NoSuchFileException if there is no such file
     */
    static FileChannel open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "it is not an ordinary file");
        }
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads a file with JSON. Missing if there is no such file, or if it is broken. */
    JsonNode json(String name) {
        try (FileChannel channel = open(folder.resolve(name))) {
            if (channel.size() > JSON_BYTES) {
                throw new IOException("it has " + (channel.size() >> 20) + " MiB");
            }
            byte[] bytes = Channels.newInputStream(channel).readNBytes(JSON_BYTES);
            JsonNode read = Json.parse(bytes, 0, bytes.length, JsonNode.class);
            return read == null ? MissingNode.getInstance() : read;
        } catch (NoSuchFileException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            problems.add(name + " cannot be read: " + firstLine(e) + ".");
            return MissingNode.getInstance();
        }
    }

    /** The labels of the stages that have begun, in order. */
    List<String> stages() {
        List<String> labels = new ArrayList<>();
        try (DirectoryStream<Path> stages = Files.newDirectoryStream(folder.resolve(RunDirectory.STAGES))) {
            stages.forEach(stage -> labels.add(stage.getFileName().toString()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of(); // no stage has begun
        } catch (IOException e) {
            problems.add(RunDirectory.STAGES + " cannot be read: " + firstLine(e) + ".");
        }
        labels.sort(BY_NUMBER.thenComparing(Comparator.naturalOrder()));
        return labels;
    }

    private static int number(String label) {
        String digits = label.replaceFirst("-.*", "");
        return digits.matches("\\d{1,6}") ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    }

    /** The last lines of the log. */
    List<String> log() {
        try (FileChannel channel = open(folder.resolve(RunDirectory.LOG))) {
            long from = Math.max(0, channel.size() - LOG_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate(LOG_BYTES);
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
                // reads on
            }
            List<String> lines = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            int first = Math.max(from > 0 ? 1 : 0, lines.size() - LOG_LINES); // the first may be the rest of a line
            return lines.subList(Math.min(first, lines.size()), lines.size());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            problems.add(RunDirectory.LOG + " cannot be read: " + firstLine(e) + ".");
            return List.of();
        }
    }

    private static String firstLine(IOException e) {
        String name = e.getClass().getSimpleName();
        return e.getMessage() == null
                ? name
                : name + ", " + e.getMessage().lines().findFirst().orElse("");
    }
}
