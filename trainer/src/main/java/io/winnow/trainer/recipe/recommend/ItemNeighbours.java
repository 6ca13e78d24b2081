package io.winnow.trainer.recipe.recommend;

import io.winnow.datasets.interaction.Interactions;
import io.winnow.trainer.evaluate.ItemScores;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The baseline that scores an item by its nearest neighbours among the items that a user chose: the sum of their cosines. The cosine of two
 * items is the number of users who chose both, divided by the root of the product of the numbers of users who chose each.
 */
final class ItemNeighbours implements ItemScores {
    private final int[][] chosen;
    private final int[][] neighbours;
    private final double[][] cosines;

    /** @param count number of neighbours of each item */
    ItemNeighbours(Interactions data, int count) {
        chosen = data.train();
        int items = data.items().size();
        int[] popularity = data.popularity();
        int[][] users = new int[items][];
        Arrays.setAll(users, item -> new int[popularity[item]]);
        int[] next = new int[items];
        for (int user = 0; user < chosen.length; user++) {
            for (int item : chosen[user]) {
                users[item][next[item]++] = user;
            }
        }
        neighbours = new int[items][];
        cosines = new double[items][];
        IntStream.range(0, items).parallel().forEach(item -> {
            double[] all = new double[items];
            for (int user : users[item]) {
                for (int other : chosen[user]) {
                    all[other]++;
                }
            }
            for (int other = 0; other < items; other++) {
                all[other] =
                        all[other] == 0 ? 0 : all[other] / Math.sqrt((double) popularity[item] * popularity[other]);
            }
            neighbours[item] = Arrays.stream(ItemScores.best(all, new int[] {item}, count))
                    .filter(other -> all[other] > 0)
                    .sorted()
                    .toArray();
            cosines[item] = Arrays.stream(neighbours[item])
                    .mapToDouble(other -> all[other])
                    .toArray();
        });
    }

    @Override
    public double[] of(int user) {
        boolean[] own = new boolean[neighbours.length];
        for (int item : chosen[user]) {
            own[item] = true;
        }
        double[] scores = new double[neighbours.length];
        for (int item = 0; item < scores.length; item++) {
            for (int i = 0; i < neighbours[item].length; i++) {
                scores[item] += own[neighbours[item][i]] ? cosines[item][i] : 0;
            }
        }
        return scores;
    }
}
