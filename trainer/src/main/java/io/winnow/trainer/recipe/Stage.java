package io.winnow.trainer.recipe;

import java.io.IOException;

/** A part of a run that reads artifacts of earlier stages and writes its own. */
public interface Stage {
    String name();

    /** Does the work, or goes on with it. */
    StageResult run(StageContext context) throws IOException;

    /** The body of a stage. */
    @FunctionalInterface
    interface Body {
        StageResult run(StageContext context) throws IOException;
    }

    /** A stage of a name. */
    static Stage of(String name, Body body) {
        return new Stage() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public StageResult run(StageContext context) throws IOException {
                return body.run(context);
            }
        };
    }
}
