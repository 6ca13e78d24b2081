package io.winnow.trainer.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.models.loss.Losses;
import io.winnow.models.torch.Autograd;
import io.winnow.models.torch.Tensors;
import io.winnow.trainer.model.TextTower;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The classes that a model without training chooses from, and the texts that stand for them (zero-shot-text.md, section 6).
 *
 * @param classes the classes
 * @param choice what stands for a class
 * @param templates what is said of an item of a class, around its name; descriptions are taken as they are
 * @param ancestors weight of the vector of the class above a class, see {@link Taxonomy}; 0 if they do not count
 */
public record ClassVectors(List<ClassInfo> classes, ClassTextChoice choice, Templates templates, double ancestors) {
    private static final String TEXT = "text";

    /** @throws UserException if there is no description, or no class above another, though they are to be used */
    public ClassVectors {
        classes = List.copyOf(classes);
        if (choice != ClassTextChoice.NAME
                && classes.stream().allMatch(each -> each.description().isEmpty())) {
            throw new UserException("The classes are to be described, but none of them has a description. Add a column"
                    + " description to the file of classes, or leave out --describe-by.");
        }
        if (ancestors > 0) {
            Taxonomy.of(classes);
        }
    }

    private String text(ClassInfo each) {
        return choice == ClassTextChoice.NAME ? each.name() : each.description().orElse(each.name());
    }

    /**
     * Returns the vectors of the classes. If ancestors count, classes above others only describe these, unless they have examples.
     *
     * @param seen the classes with examples
     */
    public Descriptions of(TextTower tower, Collection<String> seen, NDManager manager) throws IOException {
        List<String> labels = classes.stream().map(ClassInfo::label).toList();
        try (NDManager scope = manager.newSubManager()) {
            if (ancestors == 0) {
                return new Descriptions(labels, Tensors.doubleRows(of(classes, tower, scope)), TEXT);
            }
            Taxonomy taxonomy = Taxonomy.of(classes);
            List<ClassInfo> nodes = List.copyOf(taxonomy.nodes().values());
            double[][] own = Tensors.doubleRows(of(nodes, tower, scope));
            for (int n = 0; n < own.length; n++) {
                if (saysNothing(nodes.get(n)) && !nodes.get(n).parents().isEmpty()) {
                    Arrays.fill(own[n], 0);
                }
            }
            double[][] mixed = taxonomy.mixed(own, ancestors);
            Set<String> inner = taxonomy.inner();
            int[] kept = IntStream.range(0, labels.size())
                    .filter(k -> seen.contains(labels.get(k)) || !inner.contains(labels.get(k)))
                    .toArray();
            return new Descriptions(
                    Arrays.stream(kept).mapToObj(labels::get).toList(),
                    Arrays.stream(kept).mapToObj(k -> mixed[k]).toArray(double[][]::new),
                    TEXT);
        }
    }

    /** Returns the vectors (K, D) of the own texts of classes, each of length 1, attached to a manager. */
    private NDArray of(List<ClassInfo> classes, TextTower tower, NDManager manager) throws IOException {
        List<String> names =
                classes.stream().map(ClassInfo::name).map(tower::words).toList();
        if (choice == ClassTextChoice.NAME) {
            return templates.embed(tower, names, manager);
        }
        List<String> descriptions = classes.stream()
                .map(each -> each.description().orElse(tower.words(each.name())))
                .toList();
        if (choice == ClassTextChoice.DESCRIPTION) {
            return Templates.CAPTION.embed(tower, descriptions, manager);
        }
        try (Autograd.Recording pause = Autograd.pause();
                NDManager scope = manager.newSubManager()) {
            NDArray sum = templates.embed(tower, names, scope).add(Templates.CAPTION.embed(tower, descriptions, scope));
            NDArray unit = Losses.unitRows(sum);
            unit.attach(manager);
            return unit;
        }
    }

    /** Returns warnings on texts that are not likely to say anything to an encoder, and on classes with the same text. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (ClassInfo each : classes) {
            String other = owners.put(text(each).toLowerCase(Locale.ROOT), each.label());
            if (other != null) {
                warnings.add(
                        "Warning: the classes " + other + " and " + each.label() + " have the same text '" + text(each)
                                + "', so that they cannot be told apart by it. Give them different names or descriptions.");
            }
        }
        if (ancestors > 0) {
            warnings.addAll(Taxonomy.of(classes).warnings());
        }
        List<String> meaningless = classes.stream()
                .filter(each ->
                        saysNothing(each) && (ancestors == 0 || each.parents().isEmpty()))
                .map(ClassInfo::name)
                .toList();
        if (!meaningless.isEmpty()) {
            warnings.add("Warning: the names of " + meaningless.size() + " of the " + classes.size()
                    + " classes, such as '" + meaningless.get(0)
                    + "', say little about what belongs to them. Add a column name or description to the file of"
                    + " classes (and --describe-by description).");
        }
        return warnings;
    }

    private boolean saysNothing(ClassInfo each) {
        return (choice == ClassTextChoice.NAME || each.description().isEmpty()) && saysNothing(each.name());
    }

    /** Such as cs.LG or label_3. */
    private static boolean saysNothing(String name) {
        String words = name.toLowerCase(Locale.ROOT);
        return !words.matches("(?s).*\\p{L}{3,}.*")
                || words.matches("(label|class|category|cluster|topic)[\\s_-]*\\d+");
    }
}
