package io.winnow.datasets.source;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.ClassLabels;
import io.winnow.datasets.label.ClassNames;
import io.winnow.datasets.label.Labels;
import io.winnow.datasets.label.NoLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Joins the bags of examples with the file of their shares. */
final class BagReader {
    private BagReader() {}

    /**
     * Returns the labels; unknown ones if the file is at fault.
     *
     * @param named the bag of each example as a class
     */
    static Labels read(LabelCells cells, ClassLabels named, LabelDescription.Bags description) {
        try {
            BagFile file = BagFile.read(
                    description.shares(), column(cells), description.classNames(), description.rest(), cells.decimal());
            List<String> without = new ArrayList<>(named.classNames());
            without.removeAll(file.bags().keySet());
            if (!without.isEmpty()) {
                cells.mistake(
                        "the file of bags " + file.file() + " lacks " + (without.size() == 1 ? "the bag " : "the bags ")
                                + Shown.of(without) + " of the data. "
                                + alike(without.get(0), file.bags().keySet()).orElse("Add a record for each bag."));
                return new NoLabels(cells.size());
            }
            List<String> absent = new ArrayList<>(file.bags().keySet());
            absent.removeAll(named.classNames());
            if (!absent.isEmpty()) {
                cells.mistake("the file of bags " + file.file() + " has "
                        + (absent.size() == 1 ? "the bag " : "the bags ") + Shown.of(absent)
                        + ", of which the data have no member. Correct the names, or remove the records.");
            }
            double[] sizes = named.counts();
            double[][] shares = new double[named.classCount()][];
            boolean valid = true;
            for (int b = 0; b < shares.length; b++) {
                try {
                    shares[b] = file.shares(named.classNames().get(b), (int) sizes[b], description.counts());
                } catch (DataException e) {
                    cells.problems().add(cells.role(), e);
                    valid = false;
                }
            }
            return valid
                    ? new BagLabels(named.classes(), shares, named.classNames(), file.classNames())
                    : new NoLabels(cells.size());
        } catch (DataException e) {
            cells.problems().add(cells.role(), e);
        } catch (IOException e) {
            cells.mistake("the file of bags " + description.shares() + " cannot be read: " + e.getMessage() + ".");
        }
        return new NoLabels(cells.size());
    }

    /** Says what to do if a bag of the data is in the file with its name written in another way. */
    private static Optional<String> alike(String bag, Set<String> inFile) {
        return inFile.stream()
                .filter(other -> ClassNames.plain(other).equals(ClassNames.plain(bag)))
                .findFirst()
                .map(other -> "It has '" + other + "', though. Write the names as in the data, such as '" + bag + "'.");
    }

    private static String column(LabelCells cells) {
        return cells.encoding() instanceof Encoding.Plain plain ? plain.column() : cells.name();
    }
}
