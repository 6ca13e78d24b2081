package io.winnow.trainer.config;

/**
 * Where a value was written.
 *
 * @param source a file, {@code --set KEY=VALUE}, or {@code default}
 * @param line counted from 1; 0 where lines mean nothing
 * @param carried whether the value was written for another {@code kind} and came along when the kind was replaced, so that it is
 *     dropped where it does not fit
 */
record Origin(String source, int line, boolean carried) {
    static Origin of(String source, int line) {
        return new Origin(source, line, false);
    }

    Origin carry() {
        return new Origin(source, line, true);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
