package io.winnow.datasets.table;

import io.winnow.datasets.file.TextFile;
import io.winnow.datasets.file.UnreadableTextException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an HTML or XML file, decoded by the character set that the file declares. As in browsers, some declared names stand for the
 * larger character sets that are used under these names in practice (WHATWG Encoding Standard, section 4.2), and an HTML page that declares
 * no character set and is not UTF-8 is read as Windows-1252, with a note. Bytes that are invalid in the character set are an error.
 *
 * @param note what was assumed about the character set; empty if nothing was assumed
 */
record MarkupCharset(String text, Optional<String> note) {
    private static final int DECLARED_WITHIN = 4096;
    private static final Pattern XML = Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']([^\"']+)[\"']");
    private static final Pattern META =
            Pattern.compile("<meta[^>]*?charset\\s*=\\s*[\"']?\\s*([\\w:.-]+)", Pattern.CASE_INSENSITIVE);
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final Map<String, String> AS_BROWSERS_DO = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("iso8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("us-ascii", "windows-1252"),
            Map.entry("ascii", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("ks_c_5601-1987", "x-windows-949"));

    static MarkupCharset html(byte[] bytes) throws IOException {
        Optional<Charset> declared = declared(bytes, META);
        try {
            return new MarkupCharset(TextFile.decode(bytes, declared), Optional.empty());
        } catch (UnreadableTextException e) {
            if (declared.isPresent() || hasNul(bytes)) {
                throw e;
            }
            return new MarkupCharset(
                    TextFile.decode(bytes, Optional.of(WINDOWS)),
                    Optional.of("declares no character set and is not UTF-8 (line " + e.line()
                            + "), so it was read as Windows-1252"));
        }
    }

    static MarkupCharset xml(byte[] bytes) throws IOException {
        return new MarkupCharset(TextFile.decode(bytes, declared(bytes, XML)), Optional.empty());
    }

    private static Optional<Charset> declared(byte[] bytes, Pattern pattern) throws UnreadableTextException {
        String start = new String(bytes, 0, Math.min(bytes.length, DECLARED_WITHIN), StandardCharsets.ISO_8859_1);
        Matcher xml = XML.matcher(start);
        Matcher found = xml.find() ? xml : pattern.matcher(start);
        if (found != xml && !found.find()) {
            return Optional.empty();
        }
        String name = found.group(1).toLowerCase(Locale.ROOT);
        if (name.startsWith("utf-16")) {
            // If the file were UTF-16, its declaration could not have been read here.
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(AS_BROWSERS_DO.getOrDefault(name, name)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UnreadableTextException(
                    1,
                    "declares the unknown character set '" + name + "'; correct the"
                            + " declaration, or save the file as UTF-8");
        }
    }

    private static boolean hasNul(byte[] bytes) {
        for (byte each : bytes) {
            if (each == 0) {
                return true;
            }
        }
        return false;
    }
}
