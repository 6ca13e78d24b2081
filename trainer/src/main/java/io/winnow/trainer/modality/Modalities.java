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
import io.winnow.trainer.table.TableModelInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The list of all modalities. A new one is a package below this one and an entry in this list. */
public final class Modalities {
    private static final Registry<Modality> ALL =
            new Registry<>(List.of(ImageModality.IMAGES, TextModality.TEXTS, RowModality.ROWS));

    /** The kinds of input of exported models: that of all modalities, and that of tables, whose models take several inputs. */
    private static final List<Class<? extends ModelInput>> MODEL_INPUTS =
            List.of(ExampleInput.class, TableModelInput.class);

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
     * @throws io.winnow.trainer.run.UserException if {@code path} is neither, or if there is no file that can run
     */
    public static TrainedModel openExport(Path path, NDManager manager) throws IOException {
        ExportedBundle bundle = ExportedBundle.open(path, MODEL_INPUTS);
        return bundle.description().input().open(bundle, manager);
    }

    /** Returns the kinds of preprocessing of all modalities. */
    static List<Class<? extends Preprocessing>> preprocessings() {
        return all(Modality::preprocessings);
    }
}
