package io.winnow.datasets.image;

/**
 * The position of the first frame of a GIF on its canvas (GIF89a, sections 18 to 23).
 *
 * @param width width of the canvas
 * @param height height of the canvas
 * @param left column of the canvas at which the first frame begins
 * @param top row of the canvas at which the first frame begins
 * @param transparent whether the first frame has a transparent colour
 * @param frames 1, or 2 for several frames
 */
record GifLayout(int width, int height, int left, int top, boolean transparent, int frames) {
    /** Parses the blocks up to the second frame. */
    static GifLayout of(byte[] file) {
        int at = 13 + palette(file[10]);
        int left = 0;
        int top = 0;
        boolean transparent = false;
        int frames = 0;
        while (at < file.length && frames < 2) {
            if (file[at] == 0x21) {
                if ((file[at + 1] & 0xff) == 0xf9 && frames == 0) {
                    transparent = (file[at + 3] & 1) != 0;
                }
                at = afterBlocks(file, at + 2);
            } else if (file[at] == 0x2c && at + 10 < file.length) {
                if (frames++ == 0) {
                    left = number(file, at + 1);
                    top = number(file, at + 3);
                }
                at = afterBlocks(file, at + 10 + palette(file[at + 9]) + 1);
            } else {
                break;
            }
        }
        return new GifLayout(number(file, 6), number(file, 8), left, top, transparent, Math.max(1, frames));
    }

    /**
     * Returns the size of the canvas. As in Pillow, a frame that is larger than it enlarges it: some programs write a canvas of 0x0.
     *
     * @param frame size of the first frame
     */
    ImageSize canvas(ImageSize frame) {
        return new ImageSize(Math.max(height, top + frame.height()), Math.max(width, left + frame.width()));
    }

    private static int palette(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
    }

    private static int afterBlocks(byte[] file, int begin) {
        int at = begin;
        while (at < file.length && file[at] != 0) {
            at += 1 + (file[at] & 0xff);
        }
        return at + 1;
    }

    private static int number(byte[] file, int at) {
        return (file[at] & 0xff) | ((file[at + 1] & 0xff) << 8);
    }
}
