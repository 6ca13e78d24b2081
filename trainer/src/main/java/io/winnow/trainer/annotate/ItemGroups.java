package io.winnow.trainer.annotate;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.KnownColumns;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups that items belong to, from a file with a record for each item and group: an item may belong to several groups, or to none.
 *
 * @param names names of the groups, in the order of the file (G)
 * @param member whether each item belongs to each group (N, G)
 */
@SuppressWarnings("ArrayRecordComponent") // a table of data; never compared
public record ItemGroups(List<String> names, boolean[][] member) {
    /**
     * Reads a file with the columns key and group.
     *
     * @param keys names of the items (N)
     * @throws UserException if columns are missing, or no item belongs to a group
     */
    public static ItemGroups read(Path file, List<String> keys) throws IOException {
        Map<String, Integer> places = new HashMap<>();
        keys.forEach(key -> places.put(key, places.size()));
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        String first = "";
        try {
            RecordFile records = RecordFile.read(InputPaths.require(file), RecordOptions.of("file of groups"));
            String key = records.column(KnownColumns.KEY, "a file of groups has the columns key and group");
            String group = records.column("group", "a file of groups has the columns key and group");
            first = records.rows().get(0).get(key);
            for (FileRecord row : records.rows()) {
                Integer item = places.get(row.get(key));
                Optional<String> name = row.find(group);
                if (item != null && name.isPresent()) {
                    members.computeIfAbsent(name.get(), each -> new ArrayList<>())
                            .add(item);
                }
            }
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        }
        if (members.isEmpty()) {
            throw new UserException(file + " names a group of none of the items: it has keys such as " + first
                    + ", and the items are " + Shown.of(keys) + ".");
        }
        List<String> names = List.copyOf(members.keySet());
        boolean[][] member = new boolean[keys.size()][names.size()];
        for (int g = 0; g < names.size(); g++) {
            for (int item : members.get(names.get(g))) {
                member[item][g] = true;
            }
        }
        return new ItemGroups(names, member);
    }
}
