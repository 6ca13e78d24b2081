package io.winnow.datasets.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.DataException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where the caption of an example lies in its shard: in {@code KEY.txt}, or in the field {@code caption} of {@code KEY.json}.
 *
 * @param offset position of the file in the shard in bytes
 * @param size size of the file in bytes
 * @param json whether the file is JSON
 * @param mayBeLabel whether the file is the only one beside the image, so that it may hold its label
 */
record ShardCaption(long offset, int size, boolean json, boolean mayBeLabel) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the place of the caption of an example; null if no file can hold one. */
    static ShardCaption of(ShardMembers.Member member) {
        boolean text = member.text() != null;
        TarIndex.Entry entry = text ? member.text() : member.json();
        return entry == null
                ? null
                : new ShardCaption(
                        entry.offset(),
                        entry.size(),
                        !text,
                        text && member.classNumber() == null && member.json() == null);
    }

    /**
     * Returns the caption; empty if it is blank or the file has none.
     *
     * @param where key of the example, for messages
     * @param content content of the file in UTF-8
     * @throws DataException if the file is not the JSON that its name says
     */
    Optional<String> text(String where, byte[] content) throws DataException {
        String text = new String(content, StandardCharsets.UTF_8);
        text = text.startsWith("\ufeff") ? text.substring(1) : text;
        if (json) {
            try {
                JsonNode caption = JSON.readTree(text).path("caption");
                text = caption.isTextual() ? caption.textValue() : "";
            } catch (JsonProcessingException e) {
                throw new DataException(
                        where + ": the file beside the image is not JSON: " + e.getOriginalMessage() + ".", e);
            }
        }
        return Optional.of(text.strip()).filter(each -> !each.isEmpty());
    }
}
