package io.winnow.trainer.modality.records;

import io.winnow.datasets.Shown;
import io.winnow.datasets.source.DescribedData;
import io.winnow.datasets.source.ItemContent;
import io.winnow.trainer.run.UserException;

/** The numbers in a column of described data. */
final class NumberColumn {
    private NumberColumn() {}

    /**
     * Returns the number of each example (N).
     *
     * @param key key of the configuration that names the column, for messages
     * @throws UserException if the data have no such column, or a cell has no number
     */
    static double[] of(DescribedData data, String name, String key) {
        if (!(data.content() instanceof ItemContent.Values values)) {
            throw new UserException(key + " is '" + name + "', but the examples of " + data.name()
                    + " are not rows with columns of numbers. Leave it out.");
        }
        int column = values.columns().indexOf(name);
        if (column < 0) {
            throw new UserException(key + " is '" + name + "', which is no column of " + data.name()
                    + "; its columns are " + Shown.of(values.columns()) + ".");
        }
        double[] numbers = new double[data.size()];
        for (int i = 0; i < numbers.length; i++) {
            String cell = values.cells().get(i).get(column);
            if (!values.decimal().isNumber(cell)) {
                throw new UserException(key + " is '" + name + "', but the example '"
                        + data.keys().get(i) + "' of " + data.name() + " has '" + cell
                        + "' there, which is not " + values.decimal().description() + ". "
                        + values.decimal().advice(cell) + ", or name a column of numbers without gaps.");
            }
            numbers[i] = values.decimal().parse(cell);
        }
        return numbers;
    }
}
