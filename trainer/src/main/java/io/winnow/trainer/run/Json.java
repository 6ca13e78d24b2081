package io.winnow.trainer.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;

/** Writes and reads records as JSON. Keys are in snake case, and absent values are left out. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // or a second value on a line would be lost
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_NULL))
            .build();

    private static final Pattern MARKER = Pattern.compile("\\(start marker at [^)]*\\)[^)]*\\)");

    private Json() {}

    /** Writes a value as one line, without a line end. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a value with indentation and a line end. */
    public static String page(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a value from text.
     *
     * @throws IOException if it is not valid; the message says why, for people
     */
    public static <T> T parse(String json, Class<T> type) throws IOException {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage();
            // What Jackson says of its own source in brackets means nothing to a user.
            throw new IOException(MARKER.matcher(why).replaceAll("").strip(), e);
        }
    }

    /** Reads a value from a part of UTF-8 text. */
    public static <T> T parse(byte[] json, int from, int length, Class<T> type) throws IOException {
        return MAPPER.readValue(json, from, length, type);
    }

    /**
     * Reads a value from a file.
     *
     * @throws IOException when the file cannot be read or is not valid; the message names the file
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return read(file, type, MAPPER);
    }

    /**
     * Reads a value that contains values of some of the given types, each of which has a name.
     *
     * @throws IOException when the file cannot be read or is not valid; the message names the file
     */
    public static <T, S> T read(Path file, Class<T> type, Collection<Class<? extends S>> named) throws IOException {
        ObjectMapper mapper = MAPPER.copy();
        named.forEach(mapper::registerSubtypes);
        return read(file, type, mapper);
    }

    private static <T> T read(Path file, Class<T> type, ObjectMapper mapper) throws IOException {
        try {
            return mapper.readValue(Files.readAllBytes(file), type);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is damaged: it is not JSON as Winnow writes it (" + e.getOriginalMessage()
                            + "). Restore it from a copy.",
                    e);
        }
    }
}
