package io.winnow.trainer.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.run.Json;
import io.winnow.trainer.run.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of questions and answers, one JSON object per line: {@code hash} of the request, {@code request}, {@code answer}, {@code time} and
 * {@code usage}. Only the places of the answers are kept in memory. Every answer is on the disk before it is used, so that a killed command
 * loses none; a last line that was cut is removed. Thread-safe.
 */
public final class AnswerFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String IMAGE_DATA = "\"data:image/png;base64,[^\"]*\"";

    /** How each line begins. */
    private static final String BEGINNING = "{\"hash\":";

    private final Path path;
    private final FileChannel channel;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Spent> spent = new HashMap<>();
    private long end;

    private record Place(long from, int length) {}

    /**
     * What the answers of a model have cost.
     *
     * @param calls number of answered requests
     */
    public record Spent(int calls, Usage usage) {
        static final Spent NOTHING = new Spent(0, Usage.NONE);

        Spent plus(Usage more) {
            return new Spent(calls + 1, usage.plus(more));
        }
    }

    private AnswerFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a file, which is created if it does not exist.
     *
     * @throws UserException if another command uses it, or if a line other than the last is damaged
     */
    public static AnswerFile open(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!isOurs(channel)) {
                throw new UserException(
                        path
                                + " is in use by another command, which adds answers to it. Wait until it has ended, or choose another --output.");
            }
            AnswerFile file = new AnswerFile(path, channel);
            file.load();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void load() throws IOException {
        int number = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int from = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, from, i - from);
                        add(line.toByteArray(), ++number);
                        line.reset();
                        from = i + 1;
                    }
                }
                line.write(buffer, from, count - from);
            }
        }
        if (line.size() > 0) {
            last(line.toByteArray(), number + 1);
        }
    }

    /** Takes a last line without an end: a complete answer is kept, and one that was cut when the command was killed is asked for again. */
    private void last(byte[] line, int number) throws IOException {
        long before = end;
        if (isAnswer(line)) {
            add(line, number);
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), before + line.length);
        } else if (number > 1 || isBeginning(line)) {
            channel.truncate(before);
        } else {
            throw damaged(number, null);
        }
    }

    /** Returns whether a line is as {@link #append} begins it, as far as it goes. */
    private static boolean isBeginning(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        return text.startsWith(BEGINNING) || BEGINNING.startsWith(text);
    }

    private static boolean isAnswer(byte[] line) {
        try {
            return isAnswer(Json.parse(new String(line, StandardCharsets.UTF_8), JsonNode.class));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isAnswer(JsonNode record) {
        return record.path("hash").isTextual()
                && ChatAnswer.of(record.path("answer")).isPresent();
    }

    private void add(byte[] line, int number) {
        JsonNode record;
        try {
            record = Json.parse(new String(line, StandardCharsets.UTF_8), JsonNode.class);
        } catch (IOException e) {
            throw damaged(number, e);
        }
        if (!isAnswer(record)) {
            throw damaged(number, null);
        }
        put(
                record.get("hash").asText(),
                record.path("request").path("model").asText(),
                line.length,
                ChatAnswer.of(record.get("answer")).get().usage());
    }

    private UserException damaged(int number, Exception cause) {
        return new UserException(
                path + ", line " + number
                        + ": this is not an answer as Winnow writes it. Remove the line; its question will be asked again.",
                cause);
    }

    private void put(String hash, String model, int length, Usage usage) {
        places.put(hash, new Place(end, length));
        spent.merge(model, Spent.NOTHING.plus(usage), (before, one) -> before.plus(usage));
        end += length + 1;
    }

    /** Returns the answer to the request with a hash, if it is known. */
    synchronized Optional<ChatAnswer> find(String hash) throws IOException {
        Place place = places.get(hash);
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(place.length());
        while (bytes.hasRemaining() && channel.read(bytes, place.from() + bytes.position()) >= 0) {
            // A read may return only a part.
        }
        JsonNode record = Json.parse(new String(bytes.array(), StandardCharsets.UTF_8), JsonNode.class);
        return ChatAnswer.of(record.path("answer"));
    }

    /** Returns whether the answer to a request is known. */
    public synchronized boolean has(String hash) {
        return places.containsKey(hash);
    }

    /** Appends an answer. Images of the request are replaced by a note, since they would make the file many times as large. */
    synchronized void append(ChatRequest request, JsonNode answer, Usage usage) throws IOException {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("hash", request.hash());
        record.put(
                "request",
                Json.parse(
                        request.canonical().replaceAll(IMAGE_DATA, "\"data:image/png;base64,(left out)\""),
                        JsonNode.class));
        record.put("answer", answer);
        record.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        record.put("usage", usage);
        byte[] line = Json.line(record).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(line, line.length + 1));
        bytes.put(line.length, (byte) '\n');
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        put(request.hash(), request.model(), line.length, usage);
    }

    /** Returns what all answers of a model in this file have cost. */
    public synchronized Spent spent(String model) {
        return spent.getOrDefault(model, Spent.NOTHING);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
