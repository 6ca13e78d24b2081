package io.winnow.trainer.cli;

import io.winnow.datasets.image.DecodeOptions;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The options that say how the images of a folder or of shards are decoded, where no configuration says it. */
final class DecodingOptions {
    @Option(
            names = "--channels",
            paramLabel = "1|3",
            description = "Number of channels that images of a folder or of shards are decoded to: 1 (grey) or 3 (RGB)."
                    + " Default: ${DEFAULT-VALUE}")
    private int channels = 3;

    @Option(
            names = "--background",
            paramLabel = "COLOUR",
            description = "Colour behind transparent pixels: white, black or #rrggbb. Default: ${DEFAULT-VALUE}")
    private String background = "white";

    /**
     * Returns how images are decoded.
     *
     * @throws UserException if the number of channels is neither 1 nor 3
     * @throws io.winnow.datasets.DataException if the background is not a colour
     */
    DecodeOptions read() throws IOException {
        if (channels != 1 && channels != 3) {
            throw new UserException("--channels must be 1 or 3, found " + channels + ".");
        }
        return DecodeOptions.of(channels).withBackground(DecodeOptions.color(background));
    }
}
