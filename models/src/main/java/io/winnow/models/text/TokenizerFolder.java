package io.winnow.models.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.models.pretrained.HuggingFaceDirectory;
import io.winnow.models.pretrained.Published;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The tokenizer in the folder of a text model.
 *
 * @param folder the folder
 */
record TokenizerFolder(HuggingFaceDirectory folder) {
    private static final List<String> SPECIAL_TOKENS = List.of("tokenizer_config.json", "special_tokens_map.json");

    /**
     * Checks that the folder says how texts are tokenised.
     *
     * @param model the model, which decides whether the older files of CLIP's tokenizer can stand for tokenizer.json
     * @throws NoSuchFileException if a file is missing
     */
    void require(Published<TextOptions> model) throws IOException {
        boolean ofClip = model.architecture() instanceof ClipTextOptions && ClipTokenizer.isIn(folder.path());
        if (!isComplete() && !ofClip) {
            throw new NoSuchFileException(
                    folder.path().toString(),
                    null,
                    "this folder has no " + folder.tokenizer().getFileName()
                            + ", which says how texts are tokenised for a " + model.family()
                            + ". Save the tokenizer again with save_pretrained of the library transformers, which writes"
                            + " this file");
        }
    }

    private boolean isComplete() {
        return Files.isRegularFile(folder.tokenizer());
    }

    /** Whether the tokenizer is OpenAI's list of merges. */
    boolean isOpenAis() {
        return !isComplete() && ClipTokenizer.isOpenAis(folder.path());
    }

    /** Opens tokenizer.json, or what stands for it. The caller closes it. */
    InputStream open() throws IOException {
        return isComplete() ? Files.newInputStream(folder.tokenizer()) : ClipTokenizer.open(folder.path());
    }

    /**
     * Returns the id of the token with which the tokenizer pads texts, if the folder says it. Configurations of networks sometimes name
     * another, since the mask that HuggingFace's tokenizers make is independent of ids: the padding of multilingual-e5-small is 1 by its
     * tokenizer, and 0 by its network.
     */
    OptionalInt padding() throws IOException {
        for (String name : SPECIAL_TOKENS) {
            Path file = folder.path().resolve(name);
            if (Files.isRegularFile(file) && isComplete()) {
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
