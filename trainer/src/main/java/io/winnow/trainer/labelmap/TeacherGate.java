package io.winnow.trainer.labelmap;

import io.winnow.trainer.run.UserException;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses a teacher that is no better than the student that was trained on the given labels: its labels cannot help (relabel.md, section 6).
 *
 * @param margin by how many points the teacher must be better
 */
public record TeacherGate(double margin) {
    /**
     * Compares the first figures of both.
     *
     * @param teacher figures of the teacher, see {@link TeacherFigures}
     * @param student figures of the student on the same images
     * @throws UserException if the teacher is not better by the margin
     */
    public void require(Map<String, Double> teacher, Map<String, Double> student) {
        String name = teacher.keySet().iterator().next();
        double gain = 100 * (teacher.get(name) - student.get(name));
        if (!(gain >= margin)) { // also if a figure is not a number
            throw new UserException(String.format(
                    Locale.ROOT,
                    "The teacher is not good enough: its %s is %.1f%%, and that of the student that was trained on the"
                            + " given labels is %.1f%%, but labels only help if the teacher is better by at least %.1f"
                            + " points. Use a better teacher, or set a smaller --margin.",
                    name,
                    100 * teacher.get(name),
                    100 * student.get(name),
                    margin));
        }
    }
}
