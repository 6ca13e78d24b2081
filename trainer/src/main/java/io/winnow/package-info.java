/**
 * The Java API: train from a configuration, open what was trained, and use it, from any program.
 *
 * <pre>{@code
 * Run run = Training.read(Path.of("photos.yaml"), "seed=2").run(Path.of("runs/photos"));
 * System.out.println(run.metrics());
 * try (Model model = run.model()) {
 *     for (Predicted each : model.predict(Path.of("new-photos")).items()) {
 *         System.out.println(each.key() + ": " + each.labels());
 *     }
 * }
 * run.export(Path.of("exported"));
 * }</pre>
 *
 * <p>Mistakes of the user, such as a wrong key of a configuration or data that do not exist, are {@link WinnowException}s or {@link
 * java.io.IOException}s, whose messages say what is wrong, where, and what to do. No argument and no result is null. The types of this
 * package are all that a program needs; everything below {@code io.winnow.trainer} may change at any time.
 */
@NullMarked
package io.winnow;

import org.jspecify.annotations.NullMarked;
