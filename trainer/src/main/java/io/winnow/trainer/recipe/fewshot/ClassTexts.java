package io.winnow.trainer.recipe.fewshot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.winnow.datasets.DataException;
import io.winnow.datasets.Shown;
import io.winnow.datasets.file.TextCharset;
import io.winnow.datasets.source.ClassFile;
import io.winnow.datasets.source.ClassInfo;
import io.winnow.trainer.config.Default;
import io.winnow.trainer.config.Doc;
import io.winnow.trainer.modality.DataPaths;
import io.winnow.trainer.modality.Inputs;
import io.winnow.trainer.modality.TaskData;
import io.winnow.trainer.recipe.SizeChecks;
import io.winnow.trainer.run.ReadFailure;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The texts that stand for the classes. */
@Doc("The texts that stand for the classes: by default their names, in which blanks stand for underscores and hyphens.")
public record ClassTexts(
        @Doc(
                "File with a record per class: its label and, if they say something else, name and description. A relative path is"
                        + " also looked for in the folders of data sets.")
        Optional<Path> file,

        @Doc("What stands for a class: its name, or its description, which each class must then have in file.")
        @Default("name")
        Use use) {
    /** What stands for a class. */
    public enum Use {
        /** Its name. */
        NAME,
        /** Its description. */
        DESCRIPTION
    }

    /** Checks the texts, and returns whether the encoder takes texts. */
    boolean checkSizes(SizeChecks checks, String key, TaskData data) {
        Inputs inputs = data.inputs();
        try (NDManager scope = NDManager.newBaseManager()) {
            if (inputs.preprocessing().textInputs(List.of("text"), scope).isEmpty()) {
                return false;
            }
        }
        checks.that(use == Use.NAME || file.isPresent(), key + ".file", "must name the file that has the descriptions");
        if (use == Use.NAME || file.isPresent()) {
            of(inputs.classes());
        }
        return true;
    }

    /**
     * Returns the text of each class.
     *
     * @throws UserException if the file lacks one, or if two classes have the same text
     */
    List<String> of(List<String> classes) {
        Map<String, ClassInfo> known = file.map(ClassTexts::read).orElse(Map.of());
        List<String> texts = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (String name : classes) {
            String text = text(name, known);
            String other = owners.put(text.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                throw new UserException("The classes " + other + " and " + name + " have the same text '" + text
                        + "', so that they cannot be told apart by it. Give them different names in class_texts.file.");
            }
            texts.add(text);
        }
        return texts;
    }

    private String text(String name, Map<String, ClassInfo> known) {
        if (file.isEmpty()) {
            return name;
        }
        ClassInfo info = known.get(name);
        if (info == null) {
            throw new UserException(file.get() + " has no record of the class '" + name + "'; it has "
                    + Shown.of(List.copyOf(known.keySet())) + ". Add one with this label.");
        }
        return use == Use.NAME
                ? info.name()
                : info.description()
                        .orElseThrow(() -> new UserException(file.get() + " has no description of the class '" + name
                                + "'. Write one, or set class_texts.use to name."));
    }

    private static Map<String, ClassInfo> read(Path file) {
        Map<String, ClassInfo> classes = new LinkedHashMap<>();
        try {
            ClassFile.read(DataPaths.require(file), TextCharset.UTF_8).forEach(each -> classes.put(each.label(), each));
        } catch (DataException e) {
            throw new UserException(e.getMessage(), e);
        } catch (IOException e) {
            throw ReadFailure.of(e);
        }
        return classes;
    }

    /** Returns the texts as the encoder takes them (K, ..); empty if it takes no texts. */
    Optional<NDArray> inputs(Inputs inputs, NDManager manager) {
        return inputs.preprocessing().textInputs(of(inputs.classes()), manager);
    }
}
