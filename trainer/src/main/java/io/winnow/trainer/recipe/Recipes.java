package io.winnow.trainer.recipe;

import io.winnow.trainer.config.ConfigReader;
import io.winnow.trainer.config.Registry;
import io.winnow.trainer.modality.Modalities;
import io.winnow.trainer.recipe.discover.Discover;
import io.winnow.trainer.recipe.federated.Federated;
import io.winnow.trainer.recipe.fewshot.FewShot;
import io.winnow.trainer.recipe.mlcd.Mlcd;
import io.winnow.trainer.recipe.moco.Moco;
import io.winnow.trainer.recipe.mofi.Mofi;
import io.winnow.trainer.recipe.rcal.Rcal;
import io.winnow.trainer.recipe.recommend.Recommend;
import io.winnow.trainer.recipe.semi.SelfTraining;
import io.winnow.trainer.recipe.semi.Semi;
import io.winnow.trainer.recipe.supervised.Supervised;
import io.winnow.trainer.recipe.tabsim.TabSim;
import io.winnow.trainer.recipe.weak.Weak;
import io.winnow.trainer.recipe.weak.WeakTarget;
import io.winnow.trainer.recipe.web.Web;
import io.winnow.trainer.target.Targets;
import java.util.List;
import java.util.stream.Collectors;

/** The list of all methods. A new method is a package below this one and an entry in this list. */
public final class Recipes {
    private static final Registry<Method> ALL = new Registry<>(List.of(
            Discover.METHOD,
            Federated.METHOD,
            FewShot.METHOD,
            Mlcd.METHOD,
            Moco.METHOD,
            Mofi.METHOD,
            Rcal.METHOD,
            Recommend.METHOD,
            SelfTraining.METHOD,
            Semi.METHOD,
            Supervised.METHOD,
            TabSim.METHOD,
            Weak.METHOD,
            Web.METHOD));

    private Recipes() {}

    /** Adds a method of a program that uses Winnow, until the registration is closed. */
    public static Registry.Registration add(Method method) {
        return ALL.add(method);
    }

    /** Returns what all methods declare. */
    public static List<Method> all() {
        return ALL.all();
    }

    /** Returns the names of the methods whose recipes are of the given type. */
    static List<String> kinds(Class<? extends Recipe> kind) {
        return ALL.stream()
                .filter(method -> kind.isAssignableFrom(method.recipe()))
                .map(Method::name)
                .toList();
    }

    /** Returns the names of the methods that learn from labels of a kind, separated by commas. */
    static String learning(LabelKind kind) {
        return ALL.stream()
                .filter(method ->
                        method.labels().learned() && method.labels().kinds().contains(kind))
                .map(Method::name)
                .collect(Collectors.joining(", "));
    }

    /** Returns a reader for configurations of experiments that knows all recipes. */
    public static ConfigReader reader() {
        ConfigReader reader = new ConfigReader()
                .with(
                        Recipe.class,
                        ALL.stream()
                                .<Class<? extends Recipe>>map(Method::recipe)
                                .toList())
                .with(EncoderSource.Pretraining.class, Pretrainings.SECTIONS)
                .with(WeakTarget.class, WeakTarget.KINDS);
        for (Method method : all()) {
            reader = reader.noting(method.recipe(), method.facts());
        }
        return Targets.register(Modalities.register(reader));
    }
}
