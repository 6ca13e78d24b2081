package io.winnow.trainer.modality;

import ai.djl.ndarray.NDManager;
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
        ExportedBundle bundle = ExportedBundle.open(path, MODEL_INPUTS);
        return bundle.description().input().open(bundle, manager);
    }

    /**
     * Opens a published checkpoint, as a model of the modality that it is of.
     *
     * @param classify whether the class head is used if there is one
     * @throws UserException if it is of no modality that can use it without a training
     */
    public static TrainedModel openPublished(PublishedCheckpoint checkpoint, boolean classify, NDManager manager)
            throws IOException {
        List<String> problems = new ArrayList<>();
        for (Modality modality : ALL.all()) {
            try {
                Optional<TrainedModel> model = modality.published().isEmpty()
                        ? Optional.empty()
                        : modality.published().get().open(checkpoint, classify, manager);
                if (model.isPresent()) {
                    return model.get();
                }
            } catch (UserException e) {
                problems.add(problem(modality, e));
            }
        }
        problems.add("Only published models of images can be used without a training.");
        throw new UserException(String.join(System.lineSeparator(), problems));
    }

    /**
     * Says what a published checkpoint is, for each modality that it is of.
     *
     * @param heads number of attention heads, for files that do not tell it
     * @throws UserException if it is of none; the message says for each family what did not fit
     */
    public static Map<String, Object> describe(PublishedCheckpoint checkpoint, OptionalInt heads) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Modality modality : ALL.all()) {
            try {
                if (modality.published().isPresent()) {
                    found.put(modality.name(), modality.published().get().describe(checkpoint, heads));
                }
            } catch (UserException e) {
                problems.add(problem(modality, e));
            }
        }
        if (found.isEmpty()) {
            throw new UserException(String.join(System.lineSeparator(), problems));
        }
        return found;
    }

    private static String problem(Modality modality, UserException problem) {
        return "As an encoder of " + modality.name() + "s: " + problem.getMessage();
    }

    /** Returns the kinds of preprocessing of all modalities. */
    static List<Class<? extends Preprocessing>> preprocessings() {
        return all(Modality::preprocessings);
    }
}
