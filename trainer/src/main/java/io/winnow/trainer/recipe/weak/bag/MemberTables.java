package io.winnow.trainer.recipe.weak.bag;

import io.winnow.datasets.label.BagLabels;
import io.winnow.datasets.label.GivenNames;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.run.TableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tables of what is believed of the members of bags, and of how this agrees with what is known of the bags. */
final class MemberTables {
    private MemberTables() {}

    /**
     * Writes {@code members.csv}, with the probability of each class for each member, and {@code bags.csv}, with the known number of members
     * of each class in each bag and the sum of their probabilities.
     *
     * @param beliefs probabilities of the training examples (N, K), row-major
     */
    static void write(float[] beliefs, BagLabels bags, TaskData data, Path folder) throws IOException {
        TableFile.write(folder.resolve("members.csv"), columns(bags), members(beliefs, bags, data));
        List<String> columns = new ArrayList<>(List.of("bag", "size"));
        for (String name : bags.classNames()) {
            columns.add(name);
            columns.add("believed " + name);
        }
        TableFile.write(folder.resolve("bags.csv"), columns, sums(beliefs, bags));
    }

    private static List<String> columns(BagLabels bags) {
        List<String> columns = new ArrayList<>(List.of("key", "bag"));
        columns.addAll(bags.classNames());
        return columns;
    }

    private static List<List<Object>> members(float[] beliefs, BagLabels bags, TaskData data) {
        int classes = bags.classCount();
        List<List<Object>> rows = new ArrayList<>();
        int[] examples = data.trainExamples();
        for (int i = 0; i < bags.size(); i++) {
            List<Object> row = new ArrayList<>();
            row.add(data.train().key(examples[i]));
            row.add(bags.bags()[i] == GivenNames.NONE ? null : bags.bagNames().get(bags.bags()[i]));
            for (int k = 0; k < classes; k++) {
                row.add(beliefs[i * classes + k]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** The rows of the bags that have members among the training examples. */
    static List<List<Object>> sums(float[] beliefs, BagLabels bags) {
        int classes = bags.classCount();
        int[][] members = bags.members();
        List<List<Object>> rows = new ArrayList<>();
        for (int b = 0; b < members.length; b++) {
            if (members[b].length == 0) {
                continue;
            }
            List<Object> row = new ArrayList<>(List.of(bags.bagNames().get(b), members[b].length));
            for (int k = 0; k < classes; k++) {
                double sum = 0;
                for (int member : members[b]) {
                    sum += beliefs[member * classes + k];
                }
                row.add((float) (bags.bagShares()[b][k] * members[b].length));
                row.add((float) sum);
            }
            rows.add(row);
        }
        return rows;
    }
}
