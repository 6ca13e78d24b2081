package io.winnow.trainer.recipe;

import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Kind;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.recipe.mlcd.Mlcd;
import io.winnow.trainer.recipe.moco.Moco;
import io.winnow.trainer.recipe.moco.MocoPretraining;
import io.winnow.trainer.recipe.rcal.Rcal;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.target.Targets;
import java.util.List;

/** The list of all recipes. A new method is a package below this one and an entry in this list. */
public final class Recipes {
    private static final Registry<Class<? extends Recipe>> ALL =
            new Registry<>(List.of(Mlcd.class, Moco.class, Rcal.class, Supervised.class, TabSim.class));

    /** The methods that can pre-train an encoder within a run of another recipe. */
    private static final List<Class<? extends EncoderSource.Pretraining>> PRETRAININGS = List.of(MocoPretraining.class);

    private Recipes() {}

    /** Adds a method of a program that uses Winnow, until the registration is closed. */
    public static Registry.Registration add(Class<? extends Recipe> recipe) {
        return ALL.add(recipe);
    }

    /** Returns the names of the recipes of the given type. */
    static List<String> kinds(Class<? extends Recipe> kind) {
        return ALL.stream()
                .filter(kind::isAssignableFrom)
                .map(recipe -> recipe.getAnnotation(Kind.class).value())
                .toList();
    }

    /** Returns a reader for configurations of experiments that knows all recipes. */
    public static ConfigReader reader() {
        return Targets.register(Modalities.register(
                new ConfigReader().with(Recipe.class, ALL.all()).with(EncoderSource.Pretraining.class, PRETRAININGS)));
    }
}
