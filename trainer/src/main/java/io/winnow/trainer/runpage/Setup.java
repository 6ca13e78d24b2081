package io.winnow.trainer.runpage;

import io.winnow.trainer.recipe.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a configuration says of the trainings and of simulated imperfections, in words. */
final class Setup {
    /** Keys of the data that make labels imperfect on purpose, or combine those of several annotators. */
    private static final Set<String> IMPERFECTIONS = Set.of("simulate", "noise", "long_tail", "aggregate");

    /** Key of a recipe that uses only some of the labels. */
    private static final String LABELLED = "labelled";

    /** Number of properties of an encoder that are named. */
    private static final int MOST = 6;

    private final Map<?, ?> recipe;

    private Setup(Map<?, ?> recipe) {
        this.recipe = recipe;
    }

    static Setup of(Experiment experiment) {
        Object all = new Load(LoadSettings.builder().build()).loadFromString(experiment.toYaml());
        return new Setup((Map<?, ?>) ((Map<?, ?>) all).get("recipe"));
    }

    /** Returns a sentence for each training: its encoder, duration, batch size, optimizer and loss. */
    List<String> trainings() {
        List<String> sentences = new ArrayList<>();
        trainings("", recipe, sentences);
        return sentences;
    }

    private static void trainings(String name, Map<?, ?> section, List<String> sentences) {
        if (section.get("training") instanceof Map<?, ?> training
                && section.get("encoder") instanceof Map<?, ?> encoder) {
            sentences.add((name.isEmpty() ? "The method trains" : "Its part " + name + " trains") + " the encoder "
                    + kind(encoder) + duration(training) + options(section, training) + ".");
        }
        section.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                trainings(key.toString(), inner, sentences);
            }
        });
    }

    /** The kind of an encoder and its first properties, such as {@code resnet (depth 18, width 64)}. */
    private static String kind(Map<?, ?> encoder) {
        String properties = encoder.entrySet().stream()
                .filter(each -> !each.getKey().equals("kind") && !(each.getValue() instanceof Map))
                .limit(MOST)
                .map(each -> words(each.getKey()) + " " + plain(each.getValue()))
                .collect(Collectors.joining(", "));
        return encoder.get("kind") + (properties.isEmpty() ? "" : " (" + properties + ")");
    }

    private static String duration(Map<?, ?> training) {
        return training.get("duration") instanceof Map<?, ?> duration
                ? duration.entrySet().stream()
                        .map(each -> " for " + units(plain(each.getValue()), words(each.getKey())))
                        .collect(Collectors.joining())
                : "";
    }

    private static String units(String count, String unit) {
        return count + " " + (count.equals("1") && unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit);
    }

    private static String options(Map<?, ?> section, Map<?, ?> training) {
        List<String> parts = new ArrayList<>();
        if (section.get("loss") instanceof Map<?, ?> loss && loss.get("kind") != null) {
            parts.add("the loss " + words(loss.get("kind")));
        }
        if (training.get("batch_size") != null) {
            parts.add("batches of " + training.get("batch_size"));
        }
        if (training.get("optimizer") instanceof Map<?, ?> optimizer) {
            parts.add("the optimizer " + optimizer.get("kind"));
            parts.add("a learning rate of " + optimizer.get("learning_rate"));
        }
        return parts.isEmpty() ? "" : ", with " + String.join(", ", parts);
    }

    /** Returns what the configuration does to the labels of the data, as settings; empty if nothing. */
    List<String> imperfections() {
        List<String> settings = new ArrayList<>();
        if (recipe.get("data") instanceof Map<?, ?> data) {
            imperfections(data, settings);
        }
        if (recipe.get(LABELLED) instanceof Map<?, ?> labelled) {
            flatten(LABELLED, labelled, settings);
        }
        return settings;
    }

    private static void imperfections(Map<?, ?> section, List<String> settings) {
        section.forEach((key, value) -> {
            if (IMPERFECTIONS.contains(key.toString()) && value != null) {
                flatten(words(key), value, settings);
            } else if (value instanceof Map<?, ?> inner) {
                imperfections(inner, settings);
            }
        });
    }

    private static void flatten(String name, Object value, List<String> settings) {
        if (value instanceof Map<?, ?> section) {
            section.forEach((key, inner) ->
                    flatten(name.equals("simulate") ? words(key) : name + " " + words(key), inner, settings));
        } else if (value != null && !value.equals(false) && !name.endsWith("seed")) {
            settings.add(name + " " + plain(value));
        }
    }

    private static String words(Object key) {
        return key.toString().replace('_', ' ');
    }

    /** Writes a value without the brackets of a list, and a whole number without decimals. */
    private static String plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Setup::plain).collect(Collectors.joining("-"));
        }
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString(number.longValue())
                : String.valueOf(value);
    }
}
