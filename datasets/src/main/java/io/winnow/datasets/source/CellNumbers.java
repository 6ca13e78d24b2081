package io.winnow.datasets.source;

import io.winnow.datasets.file.RecordFormat;

/**
 * How the cells of a file write numbers. Where a format has numbers of its own, as JSON and Parquet do, these have a decimal point, and only
 * texts that are no such numbers are read as the data say.
 *
 * @param texts how texts write numbers
 * @param typed whether the format has numbers of its own
 */
record CellNumbers(Decimal texts, boolean typed) {
    /** Numbers with a decimal point, as those in lists and dictionaries. */
    static final CellNumbers POINT = new CellNumbers(Decimal.POINT, true);

    /** Returns how a file of a format writes numbers if its texts do so in this way. */
    static CellNumbers of(Decimal texts, RecordFormat format) {
        return new CellNumbers(texts, format.hasLists());
    }

    private Decimal of(String cell) {
        return typed && Numeral.isNumber(cell) ? Decimal.POINT : texts;
    }

    /** Whether a cell is a finite number. */
    boolean isNumber(String cell) {
        return of(cell).isNumber(cell);
    }

    /** Returns the value of a number, see {@link #isNumber}. */
    double parse(String cell) {
        return of(cell).parse(cell);
    }

    /** Whether a cell is the number that another text is with a decimal point. */
    boolean isEqual(String cell, String plain) {
        return of(cell).isEqual(cell, plain);
    }

    /** Returns a cell as the texts of the data write it if it is a number; other cells are unchanged. */
    String asText(String cell) {
        return typed ? texts.written(cell) : cell;
    }

    /** Says which numbers are expected, for messages. */
    String description() {
        return texts.description();
    }

    /** Returns what to do about a cell that should be a number, as the beginning of a sentence. */
    String advice(String cell) {
        return texts.advice(cell);
    }
}
