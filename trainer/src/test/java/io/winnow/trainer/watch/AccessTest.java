package io.winnow.trainer.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.run.UserException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost:8600", "127.0.0.1:8600", "LOCALHOST", "[::1]:8600", "10.1.2.3", "localhost:1"})
    void addressesAndOwnNamesAreAccepted(String header) {
        assertThat(Access.to("127.0.0.1", null).isAcceptedName(header)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:8600",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "1.2.3"
            })
    void otherNamesMayHaveBeenMadeToResolveToThisMachine(String header) {
        assertThat(Access.to("127.0.0.1", null).isAcceptedName(header)).isFalse();
    }

    /** A proxy has a name of its own. Foreign pages do not know the token, which is not in the page. */
    @Test
    void whereTheTokenIsSecretAnyNameIsAccepted() {
        assertThat(Access.to("0.0.0.0", null).isAcceptedName("runs.example")).isTrue();
        assertThat(Access.to("127.0.0.1", "abcdefghijklmnop").isAcceptedName("runs.example"))
                .isTrue();
    }

    @Test
    void onlyTheWholeTokenIsAccepted() {
        Access access = Access.to("127.0.0.1", "abcdefghijklmnop");
        assertThat(access.isAllowed("Bearer abcdefghijklmnop")).isTrue();
        for (String header : new String[] {
            null, "", "abcdefghijklmnop", "Bearer abcdefghijklmno", "Bearer ", "Basic abcdefghijklmnop"
        }) {
            assertThat(access.isAllowed(header)).as(header).isFalse();
        }
    }

    @Test
    void theTokenIsShownWhereTheUserMustKnowIt() throws IOException {
        Access own = Access.to("127.0.0.1", null);
        assertThat(own.isSecret()).isFalse();
        assertThat(own.address(80)).isEqualTo("http://127.0.0.1:80/");
        Access others = Access.to("0.0.0.0", null);
        assertThat(others.isSecret()).isTrue();
        assertThat(others.token()).hasSize(32).isNotEqualTo(own.token());
        assertThat(others.address(80)).endsWith(":80/#token=" + others.token());
        assertThat(Access.to("::1", "abcdefghijklmnop").address(80))
                .isEqualTo("http://[::1]:80/#token=abcdefghijklmnop");
    }

    @Test
    void aTokenThatCanBeGuessedIsRefused() {
        for (String token : new String[] {"", "secret", "a b c d e f g h i j k"}) {
            assertThatThrownBy(() -> Access.to("127.0.0.1", token))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("--token must have 16");
        }
        assertThatThrownBy(() -> Access.to("no-such-host.invalid", null)).hasMessageContaining("no-such-host.invalid");
    }
}
