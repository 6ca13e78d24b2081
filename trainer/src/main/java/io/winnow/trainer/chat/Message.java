package io.winnow.trainer.chat;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A message of a conversation.
 *
 * @param role who speaks
 * @param text what is said
 * @param png an image that belongs to it, as a PNG file
 */
public record Message(Role role, String text, Optional<Png> png) {
    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    /** A PNG file. */
    @SuppressWarnings("ArrayRecordComponent") // handed over; never compared
    public record Png(byte[] bytes) {}

    public static Message system(String text) {
        return new Message(Role.SYSTEM, text, Optional.empty());
    }

    public static Message user(String text) {
        return new Message(Role.USER, text, Optional.empty());
    }

    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, text, Optional.empty());
    }

    /** Returns the message as JSON has it, with the keys in alphabetical order. */
    Map<String, Object> json() {
        Map<String, Object> json = new TreeMap<>();
        json.put("role", role.name().toLowerCase(Locale.ROOT));
        json.put("content", png.<Object>map(this::parts).orElse(text));
        return json;
    }

    private List<Object> parts(Png image) {
        String address = "data:image/png;base64," + Base64.getEncoder().encodeToString(image.bytes());
        return List.of(
                new TreeMap<>(Map.of("type", "text", "text", text)),
                new TreeMap<>(Map.of("type", "image_url", "image_url", Map.of("url", address))));
    }
}
