package io.winnow.trainer.recipe.federated;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.trainer.config.Doc;
import io.winnow.trainer.recipe.Recipes;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrategyTest {
    /** What the rival fedprox is, the reader of configurations and the description of the key say alike. */
    @Test
    void theRivalHasTheDefaultOfMu() {
        Strategy read = Recipes.reader()
                .parse(FederateOptions.class, "test", "strategy: {kind: fedprox}", List.of())
                .strategy();
        assertThat(Strategy.FedProx.usual()).isEqualTo(read);
        RecordComponent compare = Arrays.stream(Federated.class.getRecordComponents())
                .filter(component -> component.getName().equals("compare"))
                .findFirst()
                .orElseThrow();
        assertThat(compare.getAnnotation(Doc.class).value()).contains("fedprox with mu " + read.proximal() + ";");
    }
}
