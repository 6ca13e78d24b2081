package io.winnow.trainer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.trainer.chat.ScriptedServer.Answer;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatClientTest {
    private static final String KEY = "sk-secret-123";

    @TempDir
    Path folder;

    private Path path;
    private final List<Long> waits = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void name() {
        path = folder.resolve("answers.jsonl");
    }

    private static Endpoint endpoint(String base, int retries, int calls, long tokens) {
        return new Endpoint(
                base,
                "small",
                Optional.of("SOME_KEY"),
                2,
                1,
                retries,
                4,
                new Endpoint.Budget(calls, tokens),
                Optional.of(new Endpoint.Price(2, 4)));
    }

    private static ChatRequest question(String text) {
        return new ChatRequest("small", List.of(Message.user(text)), 0, 4, 1, 1, true, false);
    }

    /** Asks with a client that counts instead of waiting. */
    private ChatAnswer ask(ScriptedServer server, int retries, String text) throws IOException {
        try (AnswerFile answers = AnswerFile.open(path)) {
            return client(server, retries, answers, AnswerMode.LIVE).ask(question(text), "item 1");
        }
    }

    private ChatClient client(ScriptedServer server, int retries, AnswerFile answers, AnswerMode mode) {
        return new ChatClient(
                endpoint(server.base(), retries, 100, 100_000), answers, mode, Optional.of(KEY), waits::add);
    }

    @Test
    void anAnswerHasTextTokensAndUsage() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
            assertThat(request.get("logprobs").asBoolean()).isTrue();
            assertThat(request.get("messages").get(0).get("content").asText()).isEqualTo("Which?");
            return Answer.token("A", Map.of("A", -0.105, "B", -2.302));
        })) {
            ChatAnswer answer = ask(server, 0, "Which?");
            assertThat(answer.choices()).hasSize(1);
            assertThat(answer.choices().get(0).content()).isEqualTo("A");
            assertThat(answer.choices().get(0).tokens().get(0).alternatives())
                    .contains(new ChatAnswer.Alternative("B", -2.302));
            assertThat(answer.usage()).isEqualTo(new Usage(10, 1));
            assertThat(server.keys).containsExactly("Bearer " + KEY);
        }
    }

    @Test
    void aKnownQuestionIsNotAskedAgain() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("answer " + call))) {
            assertThat(ask(server, 0, "one").choices().get(0).content()).isEqualTo("answer 0");
            assertThat(ask(server, 0, "two").choices().get(0).content()).isEqualTo("answer 1");
            assertThat(ask(server, 0, "one").choices().get(0).content()).isEqualTo("answer 0");
            assertThat(server.calls()).isEqualTo(2);
            try (AnswerFile answers = AnswerFile.open(path)) {
                ChatClient refreshing = client(server, 0, answers, AnswerMode.REFRESH);
                assertThat(refreshing.ask(question("one"), "").choices().get(0).content())
                        .isEqualTo("answer 2");
                assertThat(refreshing.ask(question("one"), "").choices().get(0).content())
                        .isEqualTo("answer 2");
                assertThat(refreshing.costs())
                        .isEqualTo(new Costs("small", "localhost", 1, 1, 0, 3, new Usage(30, 3), 72e-6));
            }
            assertThat(ask(server, 0, "one").choices().get(0).content()).isEqualTo("answer 2");
        }
    }

    @Test
    void theSameQuestionAtTheSameTimeIsAskedOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (ScriptedServer server = new ScriptedServer((request, call) -> new Answer(200, Map.of(), body(), 100));
                AnswerFile answers = AnswerFile.open(path)) {
            ChatClient client = client(server, 0, answers, AnswerMode.LIVE);
            List<Callable<ChatAnswer>> tasks = Collections.nCopies(8, () -> client.ask(question("one"), ""));
            for (Future<ChatAnswer> done : threads.invokeAll(tasks)) {
                assertThat(done.get().choices().get(0).content()).isEqualTo("A");
            }
            assertThat(server.calls()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static String body() {
        return Answer.text("A").body();
    }

    @Test
    void replayNeverAsks() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("A"))) {
            ask(server, 0, "one");
            try (AnswerFile answers = AnswerFile.open(path)) {
                ChatClient replaying = client(server, 0, answers, AnswerMode.REPLAY);
                assertThat(replaying.ask(question("one"), "item 1").choices()).hasSize(1);
                assertThatThrownBy(() -> replaying.ask(question("two"), "item 2 by small/plain"))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("item 2 by small/plain")
                        .hasMessageContaining(question("two").hash().substring(0, 12));
            }
            assertThat(server.calls()).isEqualTo(1);
        }
    }

    @Test
    void failuresOfTheServerAreRepeatedWithGrowingPauses() throws IOException {
        List<Answer> script = List.of(
                Answer.of(500, "{\"error\": {\"message\": \"overloaded\"}}"),
                Answer.of(200, body().substring(0, body().length() / 2)),
                Answer.of(200, "{\"choices\": []}"),
                Answer.of(503, ""),
                Answer.text("B"));
        try (ScriptedServer server = new ScriptedServer((request, call) -> script.get(call))) {
            assertThat(ask(server, 5, "one").choices().get(0).content()).isEqualTo("B");
        }
        assertThat(waits).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(waits.get(i)).isBetween(500L << i, 1000L << i);
        }
    }

    @Test
    void retryAfterIsRespected() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) ->
                call == 0 ? new Answer(429, Map.of("Retry-After", "7"), "slow down", 0) : Answer.text("C"))) {
            assertThat(ask(server, 1, "one").choices().get(0).content()).isEqualTo("C");
        }
        assertThat(waits).hasSize(1);
        assertThat(waits.get(0)).isBetween(6_500L, 7_000L);
    }

    @Test
    void aVeryLongRetryAfterStopsResumably() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                (request, call) -> new Answer(429, Map.of("Retry-After", "3600"), "daily limit", 0))) {
            assertThatThrownBy(() -> ask(server, 5, "one"))
                    .isInstanceOf(StoppedException.class)
                    .hasMessageContaining("3600 seconds")
                    .hasMessageContaining("daily limit");
        }
    }

    @Test
    void silenceIsATimeoutAlsoInTheMiddleOfAnAnswer() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                (request, call) -> call == 0 ? new Answer(200, Map.of(), body(), 90_000) : Answer.text("D"))) {
            long begin = System.nanoTime();
            assertThat(ask(server, 1, "one").choices().get(0).content()).isEqualTo("D");
            assertThat((System.nanoTime() - begin) / 1e9).isBetween(0.9, 20.0);
        }
    }

    @Test
    void theLastFailureIsReported() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.of(500, "no memory"))) {
            assertThatThrownBy(() -> ask(server, 2, "one"))
                    .isInstanceOf(ChatException.class)
                    .hasMessageContaining("3 attempts")
                    .hasMessageContaining("status 500: no memory");
            assertThat(server.calls()).isEqualTo(3);
        }
    }

    @Test
    void refusalsEndAtOnceWithTheServersMessage() throws IOException {
        for (int status : List.of(400, 401, 404)) {
            String error = "{\"error\": {\"message\": \"bad " + KEY + " " + "x".repeat(600) + "\"}}";
            try (ScriptedServer server =
                    new ScriptedServer((request, call) -> Answer.of(status, error), "smal", "other")) {
                assertThatThrownBy(() -> ask(server, 5, "one"))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("status " + status)
                        .hasMessageContaining(status == 401 ? "SOME_KEY" : "Did you mean 'smal'")
                        .hasMessageContaining("bad *** xxx")
                        .hasMessageNotContaining(KEY)
                        .hasMessageNotContaining("x".repeat(500));
                assertThat(server.calls()).isEqualTo(1);
            }
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (ScriptedServer other = new ScriptedServer((request, call) -> Answer.text("A"));
                ScriptedServer server = new ScriptedServer((request, call) ->
                        new Answer(307, Map.of("Location", other.base() + "/chat/completions"), "", 0))) {
            assertThatThrownBy(() -> ask(server, 3, "one"))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("Redirects are not followed");
            assertThat(other.calls()).isZero();
        }
    }

    @Test
    void anUnreachableServerIsNamed() throws IOException {
        ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("A"));
        server.close();
        assertThatThrownBy(() -> ask(server, 3, "one"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(server.base() + " cannot be reached (nothing accepts connections there)");
    }

    @Test
    void theBudgetCountsAnswersOfEarlierCommands() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("A"))) {
            ask(server, 0, "one");
            ask(server, 0, "two");
            try (AnswerFile answers = AnswerFile.open(path)) {
                ChatClient calls = new ChatClient(
                        endpoint(server.base(), 0, 3, 1000), answers, AnswerMode.LIVE, Optional.of(KEY), waits::add);
                calls.ask(question("three"), "");
                calls.ask(question("one"), "");
                assertThatThrownBy(() -> calls.ask(question("four"), ""))
                        .isInstanceOf(StoppedException.class)
                        .hasMessageContaining("3 answers")
                        .hasMessageContaining("33 tokens");
                ChatClient tokens = new ChatClient(
                        endpoint(server.base(), 0, 100, 33), answers, AnswerMode.LIVE, Optional.of(KEY), waits::add);
                assertThatThrownBy(() -> tokens.ask(question("four"), ""))
                        .isInstanceOf(StoppedException.class)
                        .hasMessageContaining("budget.tokens");
            }
            assertThat(server.calls()).isEqualTo(3);
        }
    }

    @Test
    void aMissingKeyIsReportedBeforeAnythingIsSent() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("A"));
                AnswerFile answers = AnswerFile.open(path)) {
            ChatClient client = ChatClient.of(
                    endpoint(server.base(), 0, 10, 1000), answers, AnswerMode.LIVE, Map.of(), new StopSignal());
            assertThatThrownBy(() -> client.ask(question("one"), ""))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("SOME_KEY");
            assertThat(server.calls()).isZero();
        }
    }

    @Test
    void theKeyAndImagesAreNotInTheFile() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> {
                    assertThat(request.at("/messages/0/content/1/image_url/url").asText())
                            .startsWith("data:image/png;base64,AQID");
                    return Answer.text("A");
                });
                AnswerFile answers = AnswerFile.open(path)) {
            ChatRequest request = new ChatRequest(
                    "small",
                    List.of(new Message(Message.Role.USER, "see", Optional.of(new Message.Png(new byte[] {1, 2, 3})))),
                    0,
                    4,
                    1,
                    1,
                    false,
                    false);
            client(server, 0, answers, AnswerMode.LIVE).ask(request, "");
        }
        assertThat(Files.readString(path)).contains("(left out)").doesNotContain(KEY, "AQID");
    }

    @Test
    void aCutLastLineIsRemovedAndAsksAgain() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("answer " + call))) {
            ask(server, 0, "one");
            String whole = Files.readString(path);
            ask(server, 0, "two");
            Files.writeString(path, Files.readString(path).substring(0, whole.length() + 40));
            assertThat(ask(server, 0, "two").choices().get(0).content()).isEqualTo("answer 2");
            assertThat(Files.readAllLines(path)).hasSize(2);
            assertThat(Files.readString(path)).startsWith(whole);
        }
    }

    @Test
    void aWholeLastLineIsKept() throws IOException {
        try (ScriptedServer server = new ScriptedServer((request, call) -> Answer.text("answer " + call))) {
            ask(server, 0, "one");
            ask(server, 0, "two");
            String whole = Files.readString(path);
            Files.writeString(path, whole.substring(0, whole.length() - 1));
            assertThat(ask(server, 0, "two").choices().get(0).content()).isEqualTo("answer 1");
            assertThat(path).hasContent(whole);
            Files.writeString(path, "{\"ha");
            assertThat(ask(server, 0, "one").choices().get(0).content()).isEqualTo("answer 2");
        }
    }

    @Test
    void aFileOfSomethingElseStaysAsItIs() throws IOException {
        Files.writeString(path, "[1, 2, 3]");
        assertThatThrownBy(() -> AnswerFile.open(path))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("answers.jsonl, line 1");
        assertThat(path).hasContent("[1, 2, 3]");
    }

    /** A filter of the server may remove a text; it would do so each time. */
    @Test
    void anAnswerThatStaysWithoutTextIsKept() throws IOException {
        String empty = "{\"choices\": [{\"message\": {\"content\": %s}, \"finish_reason\": \"content_filter\"}]}";
        for (String content : List.of("null", "\"\"", "\" \"")) {
            try (ScriptedServer server =
                    new ScriptedServer((request, call) -> Answer.of(200, empty.formatted(content)))) {
                assertThat(ask(server, 2, "about " + content).choices().get(0).hasText())
                        .isFalse();
                assertThat(server.calls()).isEqualTo(3);
                ask(server, 2, "about " + content);
                assertThat(server.calls()).isEqualTo(3);
            }
        }
    }

    @Test
    void otherDamageIsAnError() throws IOException {
        Files.writeString(path, "{\"hash\": \"x\"}\n");
        assertThatThrownBy(() -> AnswerFile.open(path))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("answers.jsonl, line 1");
    }

    @Test
    void aFileIsUsedByOneCommandAtATime() throws IOException {
        try (AnswerFile first = AnswerFile.open(path)) {
            assertThat(first.has("x")).isFalse();
            assertThatThrownBy(() -> AnswerFile.open(path))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("in use by another command");
        }
    }
}
