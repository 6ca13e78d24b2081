package io.winnow.trainer.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.datasets.Plural;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.FileRecord;
import io.winnow.datasets.file.RecordFile;
import io.winnow.datasets.file.RecordOptions;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.text.PhraseFinder;
import io.winnow.trainer.run.InputPaths;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The dictionary: entities with their names.
 *
 * @param entities the entities in the order of the file
 */
public record EntityNames(List<Entity> entities) {
    private static final List<String> IDS = List.of("id", "entity", "key");
    private static final List<String> NAMES = List.of("name", "label", "title");
    private static final String ALIASES = "aliases";
    private static final List<String> OTHER_NAMES = List.of(ALIASES, "alias", "synonyms");
    private static final Pattern COMMA = Pattern.compile("[,;]\\s");

    /**
     * An entity.
     *
     * @param id what identifies it
     * @param name its name
     * @param aliases its other names
     */
    public record Entity(String id, String name, List<String> aliases) {}

    public EntityNames {
        entities = List.copyOf(entities);
    }

    /**
     * Reads a file of records.
     *
     * @throws UserException if columns are missing, an id occurs twice, or no text can have a name
     */
    public static EntityNames read(Path file) throws IOException {
        RecordFile records = RecordFile.read(
                InputPaths.require(file),
                new RecordOptions(
                        "file of entities", TextCharset.UTF_8, Optional.empty(), false, Set.copyOf(OTHER_NAMES)));
        String name = column(records, NAMES, "names");
        List<String> ids = records.known(IDS);
        List<String> aliases = records.known(OTHER_NAMES);
        if (aliases.size() > 1) {
            throw new UserException(records.file() + " has several columns of other names: " + Shown.of(aliases)
                    + ". Join them to one, " + ALIASES + ".");
        }
        List<Entity> entities = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (FileRecord row : records.rows()) {
            Optional<String> own = row.findText(name);
            if (own.isEmpty()) {
                throw row.error("the entity has no " + name + ". Write how texts name it");
            }
            if (own.get().contains(PoolEntities.SEPARATOR)) {
                throw row.error("the " + name + " '" + own.get() + "' has a " + PoolEntities.SEPARATOR
                        + ", which separates entities in the table that is written. Write it without, and further names"
                        + " into the column " + ALIASES);
            }
            if (PhraseFinder.normal(own.get()).isEmpty()) {
                throw row.error("the " + name + " '" + own.get()
                        + "' has no letter or digit, so that it cannot be found in a text. Write how texts name it");
            }
            String id = ids.isEmpty()
                    ? own.get()
                    : row.find(ids.get(0))
                            .orElseThrow(() -> row.error("the entity '" + own.get() + "' has no " + ids.get(0)
                                    + ", but others have one. Give one to each entity or to none"));
            if (!known.add(id)) {
                throw row.error("the entity '" + id + "' occurs a second time. Give each entity one record, with its"
                        + " other names in the column " + ALIASES);
            }
            entities.add(new Entity(
                    id, own.get(), aliases.isEmpty() ? List.of() : aliases(row, records.unique(aliases.get(0)))));
        }
        if (entities.isEmpty()) {
            throw new UserException(file + " has no entities. Write a record for each, with its name.");
        }
        return new EntityNames(entities);
    }

    private static String column(RecordFile records, List<String> usual, String role) throws IOException {
        List<String> known = records.known(usual);
        if (known.isEmpty()) {
            throw new UserException(records.file() + " has no column of " + role + "; it has the columns "
                    + Shown.of(records.columns()) + ". Name the column " + usual.get(0)
                    + "; in a list of names alone, this is the first line.");
        }
        return records.unique(known.get(0));
    }

    /** Names as a list in JSON, or separated by bars. */
    private static List<String> aliases(FileRecord row, String column) throws IOException {
        String text = row.findText(column).orElse("");
        Stream<String> all;
        if (text.startsWith("[")) {
            try {
                all = Arrays.stream(new ObjectMapper().readValue(text, String[].class))
                        .filter(Objects::nonNull);
            } catch (JsonProcessingException e) {
                throw row.error(column + " is " + text
                        + ", which is not a list of texts. Write a list in JSON, or names with | between them");
            }
        } else {
            all = Arrays.stream(text.split(Pattern.quote(PoolEntities.SEPARATOR)));
        }
        return all.map(String::strip).filter(each -> !each.isEmpty()).toList();
    }

    /** Returns a sentence on other names that seem to be several with commas between them; empty if there are none. */
    public Optional<String> unseparated() {
        List<Entity> doubtful = entities.stream()
                .filter(each -> each.aliases().size() == 1
                        && COMMA.matcher(each.aliases().get(0)).find())
                .toList();
        return doubtful.isEmpty()
                ? Optional.empty()
                : Optional.of(Plural.of(doubtful.size(), "entity has", "entities have")
                        + " one other name with a comma or semicolon in it, such as '"
                        + Shown.printable(doubtful.get(0).aliases().get(0)) + "' for '"
                        + doubtful.get(0).name()
                        + "'. If these are several names, write " + PoolEntities.SEPARATOR + " between them.");
    }

    /** Returns what the label of each entity is called: its name, with its id if another entity has the same name. */
    public List<String> labels() {
        Map<String, Integer> counts = new HashMap<>();
        entities.forEach(each -> counts.merge(each.name(), 1, Integer::sum));
        return entities.stream()
                .map(each -> counts.get(each.name()) == 1 ? each.name() : each.name() + " [" + each.id() + "]")
                .toList();
    }
}
