package io.winnow.datasets.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;

/** Unpacking pages. */
class PageCodecTest {
    /** Made by {@code python3 -c "print('winnow ' * 40, end='')" | zstd --long=27 -c}, zstd 1.5.4: its window has 128 MiB. */
    private static final byte[] LONG = Base64.getDecoder().decode("KLUv/QSIdQAAOHdpbm5vdyABAA5SixEybKdB");

    private static final String TEXT = "winnow ".repeat(40);

    @Test
    void aLargeWindowOfZstdIsRead() throws IOException {
        assertThat(LONG[5]).as("exponent of the window").isEqualTo((byte) ((27 - 10) << 3));
        byte[] before = new byte[] {9, 9, 9};
        byte[] page = new byte[before.length + LONG.length];
        System.arraycopy(before, 0, page, 0, before.length);
        System.arraycopy(LONG, 0, page, before.length, LONG.length);
        byte[] given = page.clone();
        PageCodec codec = PageCodec.of(CompressionCodec.ZSTD).orElseThrow();
        assertThat(new String(codec.unpack(page, before.length, TEXT.length()), StandardCharsets.UTF_8))
                .isEqualTo(TEXT);
        assertThat(page).as("what was given").isEqualTo(given);
        page[page.length - 6]++;
        assertThatThrownBy(() -> codec.unpack(page, before.length, TEXT.length()))
                .isInstanceOf(IOException.class);
    }
}
