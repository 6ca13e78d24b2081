package io.winnow.trainer.export.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.models.torch.TorchFunctions;
import io.winnow.trainer.export.script.Expression.Call;
import io.winnow.trainer.export.script.Expression.Literal;
import io.winnow.trainer.export.script.Expression.Name;
import io.winnow.trainer.export.script.Expression.Several;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    @Test
    void functionsBecomeSyntaxTreesWithTheirLines() {
        TorchFunctions functions = TorchFunctions.compile("both.py", """
                # Both.
                def both(x: Tensor, sizes: List[int]) -> List[Tensor]:
                  a, b = torch.size(x)

                  units = annotate(List[Tensor], [])
                  for i in range(2):
                    # Inside.
                    _0 = torch.append(units, x)
                  if torch.eq(a, 3):
                    y = torch.neg(x)
                  else:
                    y = self.other(x)
                  return [y, x]

                def other(x: Tensor) -> Tensor:
                  return torch.gelu(x, approximate="tanh")
                """);
        Map<String, ScriptFunction> parsed = Parser.parse(functions);
        assertThat(parsed).containsOnlyKeys("both", "other");
        Name x = new Name("x");
        assertThat(parsed.get("both"))
                .isEqualTo(new ScriptFunction(
                        "both.py",
                        "both",
                        List.of("x", "sizes"),
                        List.of(
                                new Statement.Assign(
                                        List.of("a", "b"), new Call("torch.size", List.of(x), Map.of(), 3)),
                                new Statement.Assign(List.of("units"), new Several(List.of())),
                                new Statement.For(
                                        "i",
                                        new Call("range", List.of(new Literal(2L)), Map.of(), 6),
                                        List.of(new Statement.Assign(
                                                List.of("_0"),
                                                new Call("torch.append", List.of(new Name("units"), x), Map.of(), 8))),
                                        6),
                                new Statement.If(
                                        new Call("torch.eq", List.of(new Name("a"), new Literal(3L)), Map.of(), 9),
                                        List.of(new Statement.Assign(
                                                List.of("y"), new Call("torch.neg", List.of(x), Map.of(), 10))),
                                        List.of(new Statement.Assign(
                                                List.of("y"), new Call("self.other", List.of(x), Map.of(), 12))),
                                        9),
                                new Statement.Return(new Several(List.of(new Name("y"), x))))));
        assertThat(parsed.get("other").body())
                .containsExactly(new Statement.Return(
                        new Call("torch.gelu", List.of(x), Map.of("approximate", new Literal("tanh")), 16)));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "-3, -3"})
    void integersAreRead(String code, long expected) {
        assertThat(Parser.expression(code)).isEqualTo(new Literal(expected));
    }

    @ParameterizedTest
    @CsvSource({"1., 1", "1e-12, 1e-12", "-60000.0, -60000", "inf, Infinity", "-inf, -Infinity"})
    void realNumbersAreRead(String code, double expected) {
        assertThat(Parser.expression(code)).isEqualTo(new Literal(expected));
    }

    @Test
    void constantsAndTuplesAreRead() {
        assertThat(Parser.expression("(True, [False, None], (x))"))
                .isEqualTo(new Several(List.of(
                        new Literal(true),
                        new Several(Arrays.asList(new Literal(false), new Literal(null))),
                        new Name("x"))));
        assertThat(Parser.expression("not flag"))
                .isEqualTo(new Call("torch.__not__", List.of(new Name("flag")), Map.of(), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"torch.add(x, y", "torch.add(x y)", "x + y", "[x", ""})
    void otherCodeIsRejected(String code) {
        assertThatThrownBy(() -> Parser.expression(code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageContaining("found");
    }
}
