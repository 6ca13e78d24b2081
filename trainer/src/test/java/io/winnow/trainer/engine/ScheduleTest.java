package io.winnow.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.trainer.config.Span;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Horizon HUNDRED = new Horizon(100, 10, 32);
    private static final Span TEN = Span.ofSteps(10);

    private static JsonNode reference(String name) throws IOException {
        return new ObjectMapper()
                .readTree(ScheduleTest.class.getResourceAsStream("schedules.json"))
                .get(name);
    }

    /**
     * Compares a schedule with reference values. Their entry 0 precedes the first step of the reference scheduler, so step i of its warm-up
     * is step i - 1 here. Later steps agree.
     */
    private static void matches(Schedule schedule, JsonNode reference) {
        for (int i = 1; i < 10; i++) {
            assertThat(schedule.factor(i - 1, HUNDRED))
                    .isCloseTo(reference.get(i).asDouble(), within(1e-12));
        }
        for (int i = 10; i < 100; i++) {
            assertThat(schedule.factor(i, HUNDRED)).isCloseTo(reference.get(i).asDouble(), within(1e-12));
        }
    }

    @Test
    void polynomialEqualsThePublishedCode() throws IOException {
        matches(new Schedule.Polynomial(TEN, 1, 0), reference("insightface_lr"));
        assertThat(new Schedule.Polynomial(TEN, 2, 0).factor(55, HUNDRED)).isEqualTo(0.25);
    }

    /** cos(7 pi t / (16 T)), as UDA and FixMatch have it. */
    @Test
    void anArcOfACosineEndsAboveZero() {
        Schedule.CosineArc arc = new Schedule.CosineArc(Span.ofSteps(0), 7 / 16.0);
        assertThat(arc.factor(0, HUNDRED)).isEqualTo(1);
        assertThat(arc.factor(50, HUNDRED)).isCloseTo(0.773010453362737, within(1e-12));
        assertThat(arc.factor(99, HUNDRED)).isCloseTo(0.20855184234829446, within(1e-9));
        Schedule.CosineArc warmed = new Schedule.CosineArc(TEN, 7 / 16.0);
        assertThat(warmed.factor(0, HUNDRED)).isEqualTo(0.1);
        assertThat(warmed.factor(55, HUNDRED)).isCloseTo(0.773010453362737, within(1e-12));
    }

    @Test
    void oneCycleEqualsPyTorch() throws IOException {
        JsonNode reference = reference("unicom_onecycle");
        for (int i = 0; i < 100; i++) {
            assertThat(new Schedule.OneCycle(TEN, 25, 1e4).factor(i, HUNDRED))
                    .isCloseTo(reference.get(i).asDouble(), within(1e-9));
        }
    }

    /** reference/ptec/schedules.json: exponential, one_step and one_cycle, divided by the learning rate. */
    @Test
    void schedulesEqualThoseOfThePtecReference() {
        Horizon ten = new Horizon(10, 10, 32);
        double[] exponential = {
            1,
            .59948425032,
            .35938136638,
            .21544346900,
            .12915496650,
            .07742636827,
            .04641588834,
            .02782559402,
            .01668100537,
            .01
        };
        double[] cycle = {
            .04, .52, 1, .95048463201, .81174565395, .61126202194, .38874197806, .18825834605, .04951936799, .000004
        };
        for (int i = 0; i < 10; i++) {
            assertThat(new Schedule.Exponential(Span.ofSteps(0), 0.01).factor(i, ten))
                    .isCloseTo(exponential[i], within(1e-9));
            assertThat(new Schedule.OneCycle(Span.ofSteps(3), 25, 1e4).factor(i, ten))
                    .isCloseTo(cycle[i], within(1e-9));
        }
        assertThat(new Schedule.Exponential(Span.ofSteps(0), 0.01).factor(0, new Horizon(1, 1, 32)))
                .isEqualTo(1);
        Schedule warm = new Schedule.Exponential(TEN, 0.01);
        assertThat(warm.factor(4, HUNDRED)).isEqualTo(0.5);
        assertThat(warm.factor(10, HUNDRED)).isEqualTo(1);
        assertThat(warm.factor(99, HUNDRED)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void cosineFallsByHalfAPeriod() {
        Schedule cosine = new Schedule.Cosine(TEN, 0.1);
        assertThat(cosine.factor(0, HUNDRED)).isEqualTo(0.1);
        assertThat(cosine.factor(9, HUNDRED)).isEqualTo(1);
        assertThat(cosine.factor(10, HUNDRED)).isEqualTo(1);
        assertThat(cosine.factor(55, HUNDRED)).isCloseTo(0.55, within(1e-12));
        assertThat(cosine.factor(100, HUNDRED)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void stepsFallAtTheirMilestonesInAnyUnit() {
        Schedule step = new Schedule.Step(TEN, List.of(Span.ofEpochs(5), Span.ofExamples(32 * 80)), 0.1);
        assertThat(step.factor(4, HUNDRED)).isEqualTo(0.5);
        assertThat(step.factor(49, HUNDRED)).isEqualTo(1);
        assertThat(step.factor(50, HUNDRED)).isCloseTo(0.1, within(1e-12));
        assertThat(step.factor(80, HUNDRED)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void constantStaysAfterItsWarmUp() {
        Schedule constant = new Schedule.Constant(TEN);
        assertThat(constant.factor(2, HUNDRED)).isCloseTo(0.3, within(1e-12));
        assertThat(constant.factor(99, HUNDRED)).isEqualTo(1);
    }
}
