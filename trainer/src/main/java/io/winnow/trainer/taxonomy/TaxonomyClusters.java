package io.winnow.trainer.taxonomy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.trainer.annotate.AnnotatedItems;
import io.winnow.trainer.annotate.PromptTemplate;
import io.winnow.trainer.annotate.Workers;
import io.winnow.trainer.chat.ChatClient;
import io.winnow.trainer.chat.ChatRequest;
import io.winnow.trainer.chat.Message;
import io.winnow.trainer.cluster.Clusters;
import io.winnow.trainer.cluster.KMeans;
import io.winnow.trainer.cluster.KMeansOptions;
import io.winnow.trainer.cluster.Metric;
import io.winnow.trainer.cluster.NearestCenters;
import io.winnow.trainer.pool.SentenceVectors;
import io.winnow.trainer.run.Progress;
import io.winnow.trainer.run.StopSignal;
import io.winnow.trainer.run.UserException;
import io.winnow.trainer.vectors.VectorTiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The baseline of {@link TaxonomyRounds}: texts are clustered by k-means on the vectors of all-MiniLM-L6-v2, and each cluster is named by one
 * question that shows its central texts (llm-annotators.md, section 3).
 */
public final class TaxonomyClusters {
    /** Number of texts that stand for a cluster. */
    private static final int CENTRAL = 10;

    private static final int ITERATIONS = 50;
    private static final double TOLERANCE = 1e-3;
    private static final int MINI_BATCH = 4096; // not used
    private static final String STEP = "clusters";

    private final TaxonomyTask task;
    private final int count;
    private final PromptTemplate wording;
    private final JsonQuestions questions;
    private final StopSignal stop;

    /**
     * @param count number of clusters, at least 2
     * @param stop ends the work when it is raised
     */
    public TaxonomyClusters(TaxonomyTask task, int count, ChatClient client, StopSignal stop) throws IOException {
        this.task = task;
        this.count = count;
        this.wording = PromptTemplate.embedded(TaxonomyTask.class, "cluster");
        this.questions = new JsonQuestions(client, task.seed(), task.jsonFormat());
        this.stop = stop;
    }

    /** Returns the questions that name the clusters, one each. */
    public List<ChatRequest> questions(AnnotatedItems items, NDManager manager) throws IOException {
        int[] sample = TaxonomyRounds.sample(task, items.size());
        if (sample.length < count) {
            throw new UserException("--clusters is " + count + ", but only " + sample.length + " " + items.unit()
                    + " are sampled. Ask for fewer clusters, or for a larger sample.");
        }
        List<String> texts = new ArrayList<>();
        for (int item : sample) {
            texts.add(items.text(item)
                    .orElseThrow(() -> new UserException("--clusters takes texts, which " + items.unit()
                            + " are not. Leave it out: labels of images are proposed in rounds.")));
        }
        List<ChatRequest> all = new ArrayList<>();
        for (int[] central : central(SentenceVectors.of(texts, manager), manager)) {
            StringBuilder shown = new StringBuilder();
            for (int row : central) {
                shown.append(PromptTemplate.delimited(items.shown(sample[row]).text()))
                        .append('\n');
            }
            String text = wording.render(
                    Map.of("use_case", task.useCase(), "texts", shown.toString().strip()));
            all.add(questions.request(
                    List.of(Message.system(TaxonomyRounds.GUARD), Message.user(text)), task.answerTokens()));
        }
        return all;
    }

    /** Returns the texts that are nearest to each center, nearest first; fewer if a cluster is smaller. */
    private List<int[]> central(float[][] vectors, NDManager manager) throws IOException {
        KMeansOptions options = new KMeansOptions(
                count,
                Metric.EUCLIDEAN,
                KMeansOptions.Start.PLUS_PLUS,
                KMeansOptions.Method.LLOYD,
                ITERATIONS,
                TOLERANCE,
                MINI_BATCH,
                Optional.empty());
        int width = vectors[0].length;
        float[] flat = new float[vectors.length * width];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, flat, i * width, width);
        }
        try (NDArray rows = manager.create(flat, new Shape(vectors.length, width));
                Clusters found = new KMeans(options, task.seed()).fit(rows, state -> {})) {
            int[] own = NearestCenters.find(VectorTiles.of(rows), found.centers(), 1, Metric.EUCLIDEAN);
            float[] centers = found.centers().toFloatArray();
            return IntStream.range(0, count)
                    .mapToObj(k -> IntStream.range(0, own.length)
                            .filter(row -> own[row] == k)
                            .boxed()
                            .sorted(Comparator.comparingDouble(row -> distance(vectors[row], centers, k)))
                            .limit(CENTRAL)
                            .mapToInt(row -> row)
                            .toArray())
                    .filter(each -> each.length > 0)
                    .toList();
        }
    }

    private static double distance(float[] vector, float[] centers, int center) {
        double sum = 0;
        for (int d = 0; d < vector.length; d++) {
            double difference = vector[d] - centers[center * vector.length + d];
            sum += difference * difference;
        }
        return sum;
    }

    /** Proposes labels, as the only version. Clusters that get the same name become one label. */
    public List<TaxonomyRounds.Version> propose(AnnotatedItems items, NDManager manager, Progress progress)
            throws IOException {
        progress.say("Clustering " + items.unit() + " by the vectors of all-MiniLM-L6-v2.");
        List<ChatRequest> requests = questions(items, manager);
        Taxonomy.Category[] named = new Taxonomy.Category[requests.size()];
        Workers.run(
                named.length,
                questions.client().endpoint().concurrency(),
                stop,
                k -> named[k] = questions.ask(
                        requests.get(k), TaxonomyClusters::category, "cluster " + (k + 1) + " of " + named.length));
        Map<String, Taxonomy.Category> distinct = new LinkedHashMap<>();
        Arrays.stream(named).forEach(each -> distinct.putIfAbsent(each.label(), each));
        distinct.remove(Taxonomy.OTHER.label());
        if (distinct.size() < named.length) {
            progress.say("The " + named.length + " clusters have " + distinct.size()
                    + " different names, and those of the same name are one label.");
        }
        Taxonomy taxonomy = new Taxonomy(List.copyOf(distinct.values()));
        return List.of(new TaxonomyRounds.Version(STEP, null, taxonomy, new Taxonomy(List.of()).to(taxonomy)));
    }

    private static Taxonomy.Category category(JsonNode answer) {
        Taxonomy.Category category = new Taxonomy.Category(
                answer.path("name").asText("").strip(),
                answer.path("description").asText("").strip());
        if (category.label().isEmpty() || category.description().isEmpty()) {
            throw new IllegalArgumentException("the object must have a name and a description; found " + answer);
        }
        return category;
    }
}
