package io.winnow.datasets.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    private static final String TEXT = "Name,Größe\nM\u00fcller,\ud83d\ude00\n";
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static byte[] bytes(String text, String charset, int... mark) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int each : mark) {
            all.write(each);
        }
        all.write(text.getBytes(charset));
        return all.toByteArray();
    }

    @Test
    void aByteOrderMarkDeterminesTheCharacterSet() throws IOException {
        List<byte[]> marked = List.of(
                bytes(TEXT, "UTF-8"),
                bytes(TEXT, "UTF-8", 0xEF, 0xBB, 0xBF),
                bytes(TEXT, "UTF-16LE", 0xFF, 0xFE),
                bytes(TEXT, "UTF-16BE", 0xFE, 0xFF),
                bytes(TEXT, "UTF-32LE", 0xFF, 0xFE, 0, 0),
                bytes(TEXT, "UTF-32BE", 0, 0, 0xFE, 0xFF));
        for (byte[] each : marked) {
            assertThat(TextFile.decode(each, Optional.empty())).isEqualTo(TEXT);
        }
        for (byte[] each : marked.subList(1, marked.size())) {
            assertThat(TextFile.decode(each, Optional.of(WINDOWS))).isEqualTo(TEXT);
        }
        assertThat(TextFile.decode(new byte[0], Optional.empty())).isEmpty();
    }

    @Test
    void aDeclaredCharacterSetIsUsed() throws IOException {
        assertThat(TextFile.decode(bytes("Müller €", "windows-1252"), Optional.of(WINDOWS)))
                .isEqualTo("Müller €");
        for (String order : List.of("UTF-16LE", "UTF-16BE")) {
            assertThat(TextFile.decode(bytes(TEXT, order), Optional.of(StandardCharsets.UTF_16)))
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void errorsNameTheLineOfAnInvalidByte() throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            // the invalid byte is beyond the first buffer
            String before = ("0123456789" + end).repeat(5000);
            assertThatThrownBy(() -> TextFile.decode(bytes(before + "Müller", "windows-1252"), Optional.empty()))
                    .isInstanceOf(UnreadableTextException.class)
                    .hasMessage("line 5001: is not UTF-8 text: found the byte 0xFC, which is 'ü' in Windows-1252;"
                            + " save the file as UTF-8");
        }
        byte[] cut = {'a', '\n', (byte) 0xC3};
        assertThatThrownBy(() -> TextFile.decode(cut, Optional.empty())).hasMessageStartingWith("line 2: is not UTF-8");
        byte[] undefined = {(byte) 0x81};
        assertThatThrownBy(() -> TextFile.decode(undefined, Optional.of(WINDOWS)))
                .hasMessageContaining("is not windows-1252 text: found the byte 0x81; save");
    }

    /** As Python writes it with {@code encoding="utf-16-le"}: the zero bytes are those of no other text. */
    @Test
    void textInUtf16WithoutAMarkIsRecognised() throws IOException {
        for (String order : List.of("UTF-16LE", "UTF-16BE")) {
            byte[] bytes = bytes("key;label\r\nä;日本\r\n", order);
            assertThat(TextFile.decode(bytes, Optional.empty())).isEqualTo("key;label\r\nä;日本\r\n");
            assertThat(TextFile.encoding(bytes, Optional.empty()).encode("key")).isEqualTo(bytes("key", order));
        }
        assertThatThrownBy(() -> TextFile.decode(bytes("key", "UTF-32LE"), Optional.empty()))
                .hasMessageContaining("NUL");
    }

    @Test
    void aNulCharacterIsAnError() {
        assertThatThrownBy(() -> TextFile.decode(bytes("a\nb\u0000c", "UTF-8"), Optional.empty()))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageContaining("line 2: has a NUL character")
                .hasMessageContaining("UTF-16 without a byte order mark");
    }

    @Test
    void filesAreRead(@TempDir Path folder) throws IOException {
        String text = TEXT.repeat(10_000);
        Path file = Files.write(folder.resolve("a.csv"), bytes(text, "UTF-16LE", 0xFF, 0xFE));
        try (BufferedReader reader = TextFile.open(file, Optional.empty())) {
            assertThat(reader.lines().reduce("", (a, b) -> b)).isEqualTo("Müller,\ud83d\ude00");
        }
        assertThat(TextFile.decode(Files.readAllBytes(file), Optional.empty())).isEqualTo(text);
    }
}
