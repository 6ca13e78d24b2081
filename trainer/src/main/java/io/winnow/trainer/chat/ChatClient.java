package io.winnow.trainer.chat;

import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.StoppedException;
import io.winnow.trainer.run.UserException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks a language model, unless the answer is in the file of answers. The budget counts all answers of the model in that file. Thread-safe.
 */
public final class ChatClient {
    /** What a command says when it is asked to stop. */
    public static final String STOPPED =
            "Stopped on request. All answers so far are kept: run the same command again to continue.";

    private static final int HASH_SHOWN = 12;

    private final Endpoint endpoint;
    private final AnswerFile answers;
    private final AnswerMode mode;
    private final ChatServer server;
    private final Optional<String> key;
    private final Map<String, FutureTask<ChatAnswer>> underWay = new ConcurrentHashMap<>();
    /** Hashes of the requests that were asked again. */
    private final Set<String> refreshed = ConcurrentHashMap.newKeySet();

    private int reserved;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger reused = new AtomicInteger();

    ChatClient(Endpoint endpoint, AnswerFile answers, AnswerMode mode, Optional<String> key, Pause pause) {
        this.endpoint = endpoint;
        this.answers = answers;
        this.mode = mode;
        this.key = key;
        this.server = new ChatServer(endpoint, key, pause);
    }

    /**
     * Creates a client.
     *
     * @param environment the environment variables, one of which may hold the key
     * @param stop ends waiting when it is raised
     */
    public static ChatClient of(
            Endpoint endpoint, AnswerFile answers, AnswerMode mode, Map<String, String> environment, StopSignal stop) {
        Optional<String> key =
                endpoint.keyVariable().map(environment::get).map(String::strip).filter(text -> !text.isEmpty());
        return new ChatClient(endpoint, answers, mode, key, Pause.heeding(stop));
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Answers a request from the file or by the model.
     *
     * @param what what is asked, for messages, such as {@code item 17 by gpt/wording-1}
     * @throws UserException if the server refuses the request, or if only the file may answer and does not
     * @throws ChatException if the server fails repeatedly
     * @throws StoppedException if the budget is spent
     */
    public ChatAnswer ask(ChatRequest request, String what) throws IOException {
        String hash = request.hash();
        Optional<ChatAnswer> known = known(hash);
        if (known.isPresent()) {
            return known.get();
        } else if (mode == AnswerMode.REPLAY) {
            throw new UserException("There is no answer to replay for " + what + ": its request (hash "
                    + hash.substring(0, HASH_SHOWN)
                    + ") is not in the file of answers. The texts, the labels, the prompts or the model have changed since the"
                    + " answers were recorded; ask the model with --answers live.");
        }
        // Two items may ask the same at the same time; one of them asks, and both get the answer.
        FutureTask<ChatAnswer> task = underWay.computeIfAbsent(hash, each -> new FutureTask<>(() -> live(request)));
        try {
            task.run();
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(STOPPED);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new ChatException(e.getCause().getMessage(), e.getCause());
        } finally {
            underWay.remove(hash, task);
        }
    }

    private Optional<ChatAnswer> known(String hash) throws IOException {
        if (mode == AnswerMode.REFRESH && !refreshed.contains(hash)) {
            return Optional.empty();
        }
        Optional<ChatAnswer> known = answers.find(hash);
        known.ifPresent(each -> reused.incrementAndGet());
        return known;
    }

    private ChatAnswer live(ChatRequest request) throws IOException {
        Optional<ChatAnswer> known = known(request.hash());
        if (known.isPresent()) {
            return known.get(); // another thread has just asked
        }
        if (endpoint.keyVariable().isPresent() && key.isEmpty()) {
            throw new UserException("The environment variable "
                    + endpoint.keyVariable().get() + ", which holds the key of " + endpoint.base()
                    + ", is not set. Set it, or remove key_variable from the endpoint.");
        }
        reserve();
        Reply.Answered answered;
        try {
            answered = server.send(request);
        } catch (IOException | RuntimeException e) {
            release();
            throw e;
        }
        sent.incrementAndGet();
        keep(request, answered);
        refreshed.add(request.hash());
        return answered.answer();
    }

    /** Keeps an answer, which counts from now on in place of its reservation. */
    private synchronized void keep(ChatRequest request, Reply.Answered answered) throws IOException {
        reserved--;
        answers.append(request, answered.json(), answered.answer().usage());
    }

    private synchronized void release() {
        reserved--;
    }

    private synchronized void reserve() {
        AnswerFile.Spent spent = answers.spent(endpoint.model());
        if (spent.calls() + reserved >= endpoint.budget().calls()) {
            throw stopped("budget.calls", endpoint.budget().calls() + " answers", spent);
        } else if (spent.usage().total() >= endpoint.budget().tokens()) {
            throw stopped("budget.tokens", endpoint.budget().tokens() + " tokens", spent);
        }
        reserved++;
    }

    private StoppedException stopped(String name, String limit, AnswerFile.Spent spent) {
        return new StoppedException(
                "The budget of " + limit + " for the model " + endpoint.model() + " is spent (" + spent.calls()
                        + " answers, " + spent.usage().total()
                        + " tokens). All answers are kept. To continue, raise " + name
                        + " of the endpoint and run the same command again.");
    }

    /**
     * Returns what was done so far.
     *
     * @see Costs
     */
    public Costs costs() {
        AnswerFile.Spent spent = answers.spent(endpoint.model());
        return new Costs(
                endpoint.model(),
                endpoint.host(),
                sent.get(),
                reused.get(),
                server.repeated(),
                spent.calls(),
                spent.usage(),
                endpoint.price().map(price -> price.of(spent.usage())).orElse(null));
    }
}
