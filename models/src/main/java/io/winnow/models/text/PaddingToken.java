package io.winnow.models.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The token with which the tokenizer of a folder pads texts. Configurations of networks sometimes name another, since the mask that
 * HuggingFace's tokenizers make is independent of ids; the padding of multilingual-e5-small is 1 by its tokenizer, and 0 by its network.
 */
final class PaddingToken {
    private static final List<String> FILES = List.of("tokenizer_config.json", "special_tokens_map.json");

    private PaddingToken() {}

    /** Returns the id of the token, if the folder says it. */
    static OptionalInt of(HuggingFaceDirectory folder) throws IOException {
        for (String name : FILES) {
            Path file = folder.path().resolve(name);
            if (Files.isRegularFile(file) && Files.isRegularFile(folder.tokenizer())) {
                JsonNode token = HuggingFaceDirectory.json(file).path("pad_token");
                String text = token.isTextual()
                        ? token.asText()
                        : token.path("content").asText("");
                if (!text.isEmpty()) {
                    return id(folder.tokenizer(), text);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** Returns the id of an added token. Only the beginning of the file is read: a vocabulary can have many megabytes. */
    private static OptionalInt id(Path tokenizer, String text) throws IOException {
        JsonFactory json = new ObjectMapper().getFactory();
        try (JsonParser parser = json.createParser(tokenizer.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return OptionalInt.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (!field.equals("added_tokens")) {
                    parser.skipChildren();
                    continue;
                }
                JsonNode tokens = parser.readValueAsTree();
                for (JsonNode token : tokens) {
                    if (token.path("content").asText().equals(text)) {
                        return OptionalInt.of(token.path("id").asInt());
                    }
                }
                return OptionalInt.empty();
            }
            return OptionalInt.empty();
        }
    }
}
