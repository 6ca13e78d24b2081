package io.winnow.trainer.watch;

import io.winnow.trainer.run.RunDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The runs below a folder, as they come and go. */
public final class WatchedRuns {
    /** How deep below the folder a run may lie. */
    private static final int DEPTH = 4;

    /** Number of folders that are searched. Whoever watches a larger tree should name a part of it. */
    private static final int MOST_FOLDERS = 5000;

    private final Path root;
    private final Map<String, WatchedRun> runs = new TreeMap<>();
    private boolean cut;

    /** @param root folder below which runs lie, or the directory of a run */
    public WatchedRuns(Path root) {
        this.root = root;
    }

    /**
     * The runs at this moment.
     *
     * @param runs what the list shows; active runs first, then the newest
     * @param problem why the list may be incomplete; empty otherwise
     */
    record Overview(String root, List<RunSummary> runs, String problem) {}

    /** Searches the folder again. */
    synchronized Overview overview() {
        Map<String, Path> found = new LinkedHashMap<>();
        cut = false;
        String problem = "";
        if (isRun(root)) {
            Path name = root.toAbsolutePath().normalize().getFileName();
            found.put(name == null ? root.toString() : name.toString(), root);
        } else if (Files.isDirectory(root)) {
            search(root, DEPTH, found, new int[1]);
            problem = cut ? root + " has very many folders, so not all of them were searched. Watch a part of it." : "";
        } else {
            problem = "There is no folder " + root + " any more.";
        }
        runs.keySet().retainAll(found.keySet());
        found.forEach((name, folder) -> runs.computeIfAbsent(name, each -> new WatchedRun(each, folder)));
        Comparator<RunSummary> order = Comparator.comparing(RunSummary::active)
                .thenComparing(RunSummary::started)
                .reversed()
                .thenComparing(RunSummary::name);
        return new Overview(
                root.toString(),
                runs.values().stream().map(WatchedRun::summary).sorted(order).toList(),
                problem);
    }

    private void search(Path folder, int depth, Map<String, Path> found, int[] searched) {
        if (searched[0]++ == MOST_FOLDERS) {
            cut = true;
        }
        if (cut) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!Files.isDirectory(entry) || Files.isHidden(entry)) {
                    continue;
                }
                if (isRun(entry)) {
                    found.put(root.relativize(entry).toString(), entry);
                } else if (depth > 1 && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) { // a link may lead back
                    search(entry, depth - 1, found, searched);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The folder has been removed meanwhile, or may not be read: it has no runs to show.
        }
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve(RunDirectory.MANIFEST))
                || (Files.exists(folder.resolve(RunDirectory.CONFIG))
                        && Files.exists(folder.resolve(RunDirectory.LOG)));
    }

    /** Returns a run by its name in the list. */
    Optional<WatchedRun> find(String name) {
        synchronized (this) {
            WatchedRun known = runs.get(name);
            if (known != null) {
                return Optional.of(known);
            }
        }
        overview();
        synchronized (this) {
            return Optional.ofNullable(runs.get(name));
        }
    }
}
