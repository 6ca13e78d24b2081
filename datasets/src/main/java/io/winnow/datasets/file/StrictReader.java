package io.winnow.datasets.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Decodes bytes and counts lines, so that an error can name the line of the first invalid byte. */
final class StrictReader extends Reader {
    private static final int BUFFER = 1 << 14;
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    private boolean ended;
    private boolean done;
    private boolean afterReturn;
    private long line = 1;

    /**
     * Creates a reader.
     *
     * @param start bytes that have already been read from the stream
     */
    StrictReader(byte[] start, InputStream in, Charset charset) {
        this.in = in;
        this.charset = charset;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        bytes.put(start).flip();
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(target, offset, length).slice();
        while (!done) {
            CoderResult result = decoder.decode(bytes, out, ended);
            // The text before an error is returned first, so that lines are counted up to the error.
            if (out.position() > 0) {
                count(target, offset, out.position());
                return out.position();
            }
            if (result.isError()) {
                throw new UnreadableTextException(line, wrongByte());
            }
            if (result.isOverflow()) {
                throw new IllegalArgumentException("At least two characters must be read at once.");
            }
            if (ended) {
                done = true;
                decoder.flush(out);
                return out.position() > 0 ? out.position() : -1;
            }
            fill();
        }
        return -1;
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
    }

    private void count(char[] text, int offset, int length) throws UnreadableTextException {
        for (int i = offset; i < offset + length; i++) {
            char character = text[i];
            if (character == 0) {
                throw new UnreadableTextException(
                        line,
                        "has a NUL character, which text never has; the file is UTF-16 without a byte order mark, or it"
                                + " is not a text file; save it as UTF-8");
            }
            if (character == '\r' || (character == '\n' && !afterReturn)) {
                line++;
            }
            afterReturn = character == '\r';
        }
    }

    private String wrongByte() {
        byte wrong = bytes.get(bytes.position());
        String seen = WINDOWS.decode(ByteBuffer.wrap(new byte[] {wrong})).toString();
        boolean guess = charset.equals(StandardCharsets.UTF_8) && seen.charAt(0) != REPLACEMENT;
        return String.format(Locale.ROOT, "is not %s text: found the byte 0x%02X", charset.name(), wrong & 0xFF)
                + (guess ? ", which is '" + seen + "' in Windows-1252" : "")
                + "; save the file as UTF-8";
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
