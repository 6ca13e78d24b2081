package io.winnow.spark;

import io.winnow.trainer.run.UserException;
import io.winnow.trainer.workers.Workers;
import io.winnow.trainer.workers.WorkersProvider;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.package$;

/**
 * Connects to Spark. The address is Spark's own {@code master}; {@code submitted} takes the one that {@code spark-submit} has set. Settings of
 * Spark are Java properties that begin with {@code spark.}, as everywhere in Spark.
 */
public final class SparkProvider implements WorkersProvider {
    /** Address that leaves the choice to spark-submit. */
    private static final String SUBMITTED = "submitted";

    private static final Pattern MASTER = Pattern.compile(
            "local(\\[([1-9]\\d*|\\*)(,\\d+)?])?|local-cluster\\[[1-9]\\d*,[1-9]\\d*,[1-9]\\d*]|spark://\\S+|yarn|k8s://\\S+|"
                    + SUBMITTED);

    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\d+,\\d+,(\\d+)]");

    /** Variables of the environment that the processes of the workers need as this process has them. */
    private static final List<String> PASSED = List.of(
            "WINNOW_DATA",
            "MALLOC_MMAP_MAX_",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_TOP_PAD_",
            "OMP_WAIT_POLICY",
            "TORCH_CPP_LOG_LEVEL",
            "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE");

    @Override
    public String addresses() {
        return "local[N], N tasks in this process; local-cluster[N,CORES,MEGABYTES], N processes on this machine;"
                + " spark://HOST:PORT, yarn or k8s://HOST:PORT, a cluster; submitted, what spark-submit has set";
    }

    @Override
    public boolean accepts(String address) {
        return MASTER.matcher(address).matches();
    }

    @Override
    public Workers open(String address, String name, Consumer<String> say) {
        SparkConf conf = new SparkConf().setAppName("winnow " + name);
        if (!address.equals(SUBMITTED)) {
            conf.setMaster(address);
        } else if (!conf.contains("spark.master")) {
            throw new UserException("--on submitted takes the cluster from spark-submit, but there is no spark.master."
                    + " Start the command with spark-submit, or give the address of the cluster.");
        }
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // Results are the weights of models.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        conf.setIfMissing("spark.rpc.message.maxSize", "512");
        conf.setIfMissing("spark.task.maxFailures", "4");
        if (!address.startsWith("local[") && !address.equals("local")) {
            // Installed at the same path everywhere, unless the user says otherwise.
            conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        }
        Matcher processes = LOCAL_CLUSTER.matcher(address);
        if (processes.matches()) {
            conf.setIfMissing("spark.executor.memory", processes.group(1) + "m");
            // Processes of one machine do not lose each other for a moment: one that does not answer is gone.
            conf.setIfMissing("spark.shuffle.io.maxRetries", "1");
            conf.setIfMissing("spark.shuffle.io.retryWait", "1s");
        }
        PASSED.forEach(variable -> {
            String value = System.getenv(variable);
            if (value != null) {
                conf.setIfMissing("spark.executorEnv." + variable, value);
            }
        });
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", conf.get("spark.task.cpus", "1"));
        try {
            return SparkWorkers.on(new JavaSparkContext(conf), say);
        } catch (UserException e) {
            throw e;
        } catch (Exception e) { // Scala's checked exceptions are not declared
            throw new UserException(
                    "Spark at '" + address + "' cannot be used: " + e.getMessage()
                            + " Check the address, and that the cluster runs Spark "
                            + package$.MODULE$.SPARK_VERSION() + ".",
                    e);
        }
    }
}
