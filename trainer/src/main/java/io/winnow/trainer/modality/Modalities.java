package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
import io.winnow.models.pretrained.UnknownFamilyException;
import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.modality.image.ImageModality;
import io.winnow.trainer.modality.row.RowModality;
import io.winnow.trainer.modality.text.TextModality;
import io.winnow.trainer.model.ExportedBundle;
import io.winnow.trainer.model.ModelInput;
import io.winnow.trainer.model.TrainedModel;
import io.winnow.trainer.published.PublishedCheckpoint;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.table.TableModelInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** The list of all modalities. A new one is a package below this one and an entry in this list. */
public final class Modalities {
    private static final Registry<Modality> ALL =
            new Registry<>(List.of(ImageModality.IMAGES, TextModality.TEXTS, RowModality.ROWS));

    /** The kinds of input of exported models: that of all modalities, and that of tables, whose models take several inputs. */
    private static final List<Class<? extends ModelInput>> MODEL_INPUTS =
            List.of(ExampleInput.class, TableModelInput.Words.class, TableModelInput.Subwords.class);

    private Modalities() {}

    /** Adds a modality of a program that uses Winnow, until the registration is closed. */
    public static Registry.Registration add(Modality modality) {
        return ALL.add(modality);
    }

    /** Returns a reader of configurations that knows the sections of all modalities as well. */
    public static ConfigReader register(ConfigReader reader) {
        return reader.with(DataConfig.class, all(Modality::data))
                .with(EncoderConfig.class, all(Modality::encoders))
                .with(ViewsConfig.class, all(Modality::views));
    }

    private static <T> List<Class<? extends T>> all(Function<Modality, List<Class<? extends T>>> part) {
        return ALL.stream().map(part).flatMap(List::stream).toList();
    }

    /**
     * Opens a bundle, or a model file in one, as {@link ExportedBundle#open} does.
     *
     * @throws UserException if {@code path} is neither, or if there is no file that can run
     */
    public static TrainedModel openExport(Path path, NDManager manager) throws IOException {
        ExportedBundle bundle = export(path);
        return bundle.description().input().open(bundle, manager);
    }

    /**
     * Reads what a bundle, or a model file in one, is about, as {@link ExportedBundle#open} does, without loading the model.
     *
     * @throws UserException if {@code path} is neither, or if there is no file that can run
     */
    public static ExportedBundle export(Path path) throws IOException {
        return ExportedBundle.open(path, MODEL_INPUTS);
    }

    /**
     * Opens a published checkpoint, as a model of the first modality that it is of.
     *
     * @param classify whether the class head is used if there is one
     * @param unit noun in the plural for the items that the model must take; empty for any
     * @throws UserException if it is of no such modality
     */
    public static TrainedModel openPublished(
            PublishedCheckpoint checkpoint, boolean classify, Optional<String> unit, NDManager manager)
            throws IOException {
        return first(checkpoint, unit, models -> models.open(checkpoint, classify, manager));
    }

    /**
     * Returns the length of the vectors of a published checkpoint, whose weights are not read.
     *
     * @param unit noun in the plural for the items that the model must take
     * @throws UserException if it is no model of such items
     */
    public static int publishedDimension(PublishedCheckpoint checkpoint, String unit) throws IOException {
        return first(checkpoint, Optional.of(unit), models -> models.dimension(checkpoint));
    }

    /** What one modality makes of a checkpoint. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PublishedModels models) throws IOException;
    }

    private static <T> T first(PublishedCheckpoint checkpoint, Optional<String> unit, Use<T> use) throws IOException {
        Map<Modality, UserException> problems = new LinkedHashMap<>();
        for (Modality modality : ALL.all()) {
            if (modality.published().isEmpty()
                    || unit.map(name -> !name.equals(modality.unit())).orElse(false)) {
                continue;
            }
            try {
                return use.of(modality.published().get());
            } catch (UserException e) {
                problems.put(modality, e);
            }
        }
        if (problems.isEmpty()) {
            throw new UserException(checkpoint.path() + " is a published model, but there are none of "
                    + unit.orElse("such items") + ". Use a run, or an exported model.");
        }
        throw problem(problems);
    }

    /**
     * Says what a published checkpoint is, for each modality that it is of.
     *
     * @param heads number of attention heads, for files that do not tell it
     * @throws UserException if it is of none; the message says for each family what did not fit
     */
    public static Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        Map<Modality, UserException> problems = new LinkedHashMap<>();
        for (Modality modality : ALL.all()) {
            try {
                if (modality.published().isPresent()) {
                    found.put(modality.name(), modality.published().get().describe(checkpoint, heads));
                }
            } catch (UserException e) {
                problems.put(modality, e);
            }
        }
        if (found.isEmpty()) {
            throw problem(problems);
        }
        return found;
    }

    /** Says why a checkpoint is a model of no modality. Where one of them knows the family, the reasons of the others do not matter. */
    private static UserException problem(Map<Modality, UserException> problems) {
        boolean known = problems.values().stream().anyMatch(each -> !UnknownFamilyException.caused(each));
        List<String> lines = new ArrayList<>();
        problems.forEach((modality, each) -> {
            if (!known || !UnknownFamilyException.caused(each)) {
                lines.add("As an encoder of " + modality.unit() + ": " + each.getMessage());
            }
        });
        return new UserException(String.join(System.lineSeparator(), lines));
    }

    /** Returns the kinds of preprocessing of all modalities. */
    static List<Class<? extends Preprocessing>> preprocessings() {
        return all(Modality::preprocessings);
    }
}
