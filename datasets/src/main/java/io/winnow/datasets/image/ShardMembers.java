package io.winnow.datasets.image;

import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.example.ReadReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Groups the files of one shard into examples.
 *
 * <p>The key of a file is its name up to the last dot, so keys may contain dots. In WebDataset, a key ends at the first dot, and an example
 * may have several images ({@code a.jpg} beside {@code a.seg.png}). An image whose key contains a dot is therefore treated as a further
 * image of an example, and not as an example, if it has no label of its own and the example whose key ends at the first dot has an image.
 */
final class ShardMembers {
    /** The files of one example. */
    static final class Member {
        private final String key;
        private TarIndex.Entry image;
        private TarIndex.Entry classNumber;
        private TarIndex.Entry json;
        private TarIndex.Entry text;

        private Member(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        TarIndex.Entry image() {
            return image;
        }

        /** The file {@code .cls}, or null. */
        TarIndex.Entry classNumber() {
            return classNumber;
        }

        TarIndex.Entry json() {
            return json;
        }

        TarIndex.Entry text() {
            return text;
        }

        private boolean hasLabelFile() {
            return classNumber != null || json != null || text != null;
        }
    }

    private final Path shard;
    private final ReadReport.Builder report;
    private final Map<String, Member> byKey = new LinkedHashMap<>();
    private final List<Member> orphans = new ArrayList<>();

    private ShardMembers(Path shard, ReadReport.Builder report) {
        this.shard = shard;
        this.report = report;
    }

    /**
     * Groups the entries of a shard.
     *
     * @throws DataException if a key has two images or two labels, or if the shard contains files but no image
     */
    static ShardMembers of(Path shard, TarIndex index, ReadReport.Builder report) throws DataException {
        ShardMembers members = new ShardMembers(shard, report);
        index.others().forEach(name -> report.passOver("links and special files in shards", name));
        for (TarIndex.Entry entry : index.entries()) {
            members.add(entry);
        }
        if (index.cut() != null) {
            members.dropLastIfCut(index.cut().entry());
        }
        members.dropFurtherParts();
        members.dropOrphans();
        if (members.byKey.isEmpty() && index.cut() == null) {
            throw new DataException(shard + " has no image. "
                    + (index.entries().isEmpty()
                            ? "It contains no file."
                            : "The endings of its files (" + index.entries().size() + ") are " + endings(index) + ".")
                    + " Expected are files such as KEY.jpg beside KEY.cls; images end in " + ImageFormat.allEndings()
                    + ".");
        }
        return members;
    }

    /** The examples, in the order of their first files. */
    List<Member> examples() {
        return List.copyOf(byKey.values());
    }

    /** Label files ({@code .cls}, {@code .json}) without an image. */
    List<TarIndex.Entry> labelsWithoutImage() {
        return orphans.stream()
                .map(member -> member.classNumber != null ? member.classNumber : member.json)
                .toList();
    }

    private void add(TarIndex.Entry entry) throws DataException {
        if (Names.hasHiddenPart(entry.name())) {
            report.passOver("hidden files and folders", entry.name());
            return;
        }
        String key = key(entry.name());
        String ending = key.length() < plain(entry.name()).length()
                ? plain(entry.name()).substring(key.length() + 1).toLowerCase(Locale.ROOT)
                : "";
        boolean image = ImageFormat.isEnding(ending);
        if (!image && !Set.of("cls", "json", "txt").contains(ending)) {
            report.passOver(Names.otherKind(entry.name()), entry.name());
            return;
        }
        Member member = byKey.computeIfAbsent(key, Member::new);
        if (image) {
            member.image = once("image", key, member.image, entry);
        } else if (ending.equals("cls")) {
            member.classNumber = once("label", key, member.classNumber, entry);
        } else if (ending.equals("json")) {
            member.json = once("label", key, member.json, entry);
        } else {
            member.text = once("text", key, member.text, entry);
        }
    }

    private TarIndex.Entry once(String what, String key, TarIndex.Entry before, TarIndex.Entry now)
            throws DataException {
        if (before != null) {
            throw new DataException(shard + " has two files for the " + what + " of the key '" + Shown.printable(key)
                    + "': '" + Shown.printable(before.name()) + "' at byte " + before.offset() + " and '"
                    + Shown.printable(now.name()) + "' at byte " + now.offset()
                    + ". Give each example its own key, or remove one of the files.");
        }
        return now;
    }

    /**
     * Drops the last example of a truncated archive, of which a file may be missing, unless the truncated file belongs to another example.
     */
    private void dropLastIfCut(String cutEntry) {
        String last = null;
        for (String key : byKey.keySet()) {
            last = key;
        }
        if (last != null && (cutEntry.isEmpty() || upToFirstDot(key(cutEntry)).equals(upToFirstDot(last)))) {
            byKey.remove(last);
        }
    }

    private void dropFurtherParts() {
        byKey.values().removeIf(member -> {
            String base = upToFirstDot(member.key);
            Member whole = base.equals(member.key) ? null : byKey.get(base);
            boolean part = member.image != null && !member.hasLabelFile() && whole != null && whole.image != null;
            if (part) {
                report.passOver("further images of an example", member.image.name());
            }
            return part;
        });
    }

    private void dropOrphans() {
        byKey.values().removeIf(member -> {
            if (member.image != null) {
                return false;
            }
            for (TarIndex.Entry entry : new TarIndex.Entry[] {member.classNumber, member.json}) {
                if (entry != null) {
                    report.passOver("labels without an image", entry.name());
                }
            }
            if (member.text != null) {
                report.passOver(Names.otherKind(member.text.name()), member.text.name());
            }
            if (member.classNumber != null || member.json != null) {
                orphans.add(member);
            }
            return true;
        });
    }

    /** The distinct endings of a shard's files, from the first dot on. */
    static String endings(TarIndex index) {
        Set<String> endings = new LinkedHashSet<>();
        for (TarIndex.Entry entry : index.entries()) {
            String name = plain(entry.name());
            String base = upToFirstDot(name);
            endings.add(base.length() < name.length() ? Shown.printable(name.substring(base.length())) : "(none)");
        }
        return String.join(", ", endings.stream().limit(8).toList()) + (endings.size() > 8 ? ", .." : "");
    }

    /** The name up to its last dot, or the whole name if it has none. */
    private static String key(String name) {
        String plain = plain(name);
        int dot = plain.lastIndexOf('.');
        return dot > plain.lastIndexOf('/') ? plain.substring(0, dot) : plain;
    }

    private static String upToFirstDot(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The name without the "./" that {@code tar -c .} puts before each name. */
    private static String plain(String name) {
        String plain = name;
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        return plain;
    }
}
