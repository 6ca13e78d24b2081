package io.winnow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.modality.text.KnowledgeConfig;
import io.winnow.trainer.modality.text.TextKnowledge;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Runs and exported models of earlier days must stay readable, although the JSON of their files lacks what was added since. So a component that
 * is added to a stored record must be optional or get its former meaning in the constructor, if it is null there. The resource lists the
 * components that stored records have always had, or whose absence their readers allow for; nothing else is added to it.
 */
class StoredRecordsTest {
    private static final List<String> ROOTS = List.of(
            "audit.TaskAnswers$Given",
            "engine.Checkpoint$State",
            "evaluate.ClassificationReport",
            "labelmap.LabelMapInfo",
            "loop.RoundReport",
            "modality.Inputs",
            "modality.image.ImagePreprocessing",
            "modality.row.RowPreprocessing",
            "modality.text.TextTokenVectors",
            "modality.text.TextTokens",
            "modality.text.TextVectors",
            "model.ModelDescription",
            "published.ModelPin",
            "recipe.DataRecord",
            "recipe.discover.Answers",
            "recipe.federated.ClientTable",
            "recipe.rcal.CalibrateOptions$Copy",
            "evaluate.LabelPurity",
            "recipe.recommend.KnownUsers",
            "recipe.tabsim.Baselines",
            "recipe.weak.domain.FoundClasses",
            "run.Manifest",
            "run.Result",
            "run.StageSummary",
            "search.ItemIndex$Description",
            "sweep.SweepRecord",
            "table.PairCalibration",
            "target.classes.ClassTarget",
            "target.levels.LevelTarget",
            "target.numbers.NumberTarget",
            "target.sets.SetTarget");

    private static final Set<Class<?>> OPTIONAL = Set.of(Optional.class, OptionalInt.class, OptionalDouble.class);

    @Test
    void componentsThatWereAddedHaveADefault() throws IOException, ClassNotFoundException {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (String root : ROOTS) {
            collect(Class.forName("io.winnow.trainer." + root), found);
        }
        Map<String, Set<String>> needed = new TreeMap<>();
        found.forEach(each -> {
            Set<String> names = new TreeSet<>();
            for (RecordComponent component : each.getRecordComponents()) {
                if (!OPTIONAL.contains(component.getType()) && !hasDefault(each, component)) {
                    names.add(component.getName());
                }
            }
            if (!names.isEmpty()) {
                needed.put(each.getName().substring("io.winnow.".length()), names);
            }
        });
        StringBuilder text = new StringBuilder();
        needed.forEach((name, components) -> text.append(name)
                .append(": ")
                .append(String.join(", ", components))
                .append('\n'));
        try (InputStream known = StoredRecordsTest.class.getResourceAsStream("stored-records.txt")) {
            assertThat(text.toString()).isEqualTo(new String(known.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void knowledgeOfBeforeThereWereVectorsIsFoundByItsForms() throws IOException {
        TextKnowledge read =
                Json.parse("{\"file\": \"known.jsonl\", \"entries\": 3, \"max_tokens\": 64}", TextKnowledge.class);
        assertThat(read).isEqualTo(new TextKnowledge("known.jsonl", 3, KnowledgeConfig.Retrieval.FORMS, 64));
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(each -> collect(each, found));
        } else if (type instanceof Class<?> plain) {
            if (plain.isArray()) {
                collect(plain.getComponentType(), found);
            } else if (plain.isRecord() && plain.getName().startsWith("io.winnow.") && found.add(plain)) {
                for (RecordComponent component : plain.getRecordComponents()) {
                    collect(component.getGenericType(), found);
                }
            } else if (plain.isSealed()) {
                Arrays.stream(plain.getPermittedSubclasses()).forEach(each -> collect(each, found));
            }
        }
    }

    /** Whether the constructor makes something else of a component that is null. */
    private static boolean hasDefault(Class<?> type, RecordComponent absent) {
        if (absent.getType().isPrimitive()) {
            return false;
        }
        RecordComponent[] all = type.getRecordComponents();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            Object made = constructor.newInstance(Arrays.stream(all)
                    .map(each -> each.getName().equals(absent.getName()) ? null : placeholder(each.getType()))
                    .toArray());
            absent.getAccessor().setAccessible(true);
            return absent.getAccessor().invoke(made) != null;
        } catch (InvocationTargetException e) {
            return false;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Object placeholder(Class<?> type) {
        if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        } else if (type == String.class) {
            return "";
        } else if (type == List.class) {
            return List.of();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Optional.class) {
            return Optional.empty();
        }
        return null;
    }
}
