package io.winnow.trainer.evaluate;

import java.util.Arrays;

/** How much a user is expected to like each item. */
@FunctionalInterface
public interface ItemScores {
    /** Returns the scores of all items for a user (N). */
    double[] of(int user);

    /**
     * Returns the items with the highest scores, the best first; of equal scores, the item with the lower number.
     *
     * @param scores scores of all items (N)
     * @param hidden items that are left out, ascending
     * @param count largest number of items
     */
    static int[] best(double[] scores, int[] hidden, int count) {
        // A heap of the best so far, with the worst of them at its top, would be faster for large N only.
        double[] highest = new double[count];
        int[] best = new int[count];
        int found = 0;
        for (int item = 0; item < scores.length; item++) {
            if ((found == count && !(scores[item] > highest[count - 1])) || Arrays.binarySearch(hidden, item) >= 0) {
                continue;
            }
            int place = found < count ? found++ : count - 1;
            while (place > 0 && scores[item] > highest[place - 1]) {
                highest[place] = highest[place - 1];
                best[place] = best[place - 1];
                place--;
            }
            highest[place] = scores[item];
            best[place] = item;
        }
        return Arrays.copyOf(best, found);
    }
}
