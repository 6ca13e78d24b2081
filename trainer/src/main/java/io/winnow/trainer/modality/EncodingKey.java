package io.winnow.trainer.modality;

import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.label.LabelFileOptions;
import io.winnow.trainer.config.Checks;
import java.util.Optional;

/** The key {@code encoding} of a section that names files of text. */
public final class EncodingKey {
    private EncodingKey() {}

    /** Requires that the value names a character set. */
    public static Checks check(Checks checks, Optional<String> encoding) {
        return checks.that(
                encoding.isEmpty() || LabelFileOptions.isCharset(encoding.get()),
                "encoding",
                "must be a character set, such as windows-1252, latin-1 or utf-16; found " + encoding.orElse(""));
    }

    /** Returns the character set that the value declares. */
    public static TextCharset charset(Optional<String> encoding) {
        return TextCharset.ofKey(encoding.map(LabelFileOptions::charset));
    }
}
