package io.winnow.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Reports on folders of images with planted faults. */
class ReportCommandTest extends OnDataReports {
    private static final int SIDE = 40;

    /** A smooth picture, whose brightness is that of its class. */
    private BufferedImage smooth(double brightness) {
        double[] wave = random.doubles(5, 0.03, 0.3).toArray();
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double value = Math.sin(wave[0] * x + wave[1] * y + 20 * wave[4]) + Math.cos(wave[2] * x - wave[3] * y);
                int grey = (int) Math.max(0, Math.min(255, Math.round(brightness + 40 * value)));
                image.setRGB(x, y, grey << 16 | grey << 8 | Math.min(255, grey + 3));
            }
        }
        return image;
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /** Two classes of 35 images, one dark and one bright, and 20 test images, with a planted fault of each kind. */
    private void plant(Path root) throws IOException {
        for (int i = 0; i < 35; i++) {
            write(smooth(90), root.resolve("train/dark/d%02d.png".formatted(i)));
            write(smooth(150), root.resolve("train/bright/b%02d.png".formatted(i)));
        }
        for (int i = 0; i < 10; i++) {
            write(smooth(90), root.resolve("test/dark/t%02d.png".formatted(i)));
            write(smooth(150), root.resolve("test/bright/t%02d.png".formatted(i)));
        }
        Files.copy(root.resolve("train/dark/d03.png"), root.resolve("test/dark/copy.png"));
        Files.copy(root.resolve("train/dark/d04.png"), root.resolve("test/bright/wrong.png"));
        BufferedImage near = ImageIO.read(root.resolve("train/bright/b05.png").toFile());
        for (int p = 0; p < SIDE * SIDE; p++) {
            int grey = Math.min(255, (near.getRGB(p % SIDE, p / SIDE) & 0xff00) / 256 + random.nextInt(4));
            near.setRGB(p % SIDE, p / SIDE, grey << 16 | grey << 8 | grey);
        }
        write(near, root.resolve("test/bright/near.png"));
        write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), root.resolve("train/dark/black.png"));
        write(new BufferedImage(3 * SIDE, SIDE / 2, BufferedImage.TYPE_INT_RGB), root.resolve("train/dark/wide.png"));
        Files.write(root.resolve("train/dark/broken.png"), new byte[] {1, 2, 3});
    }

    @Test
    void plantedFaultsAreFound() throws IOException {
        plant(at("data"));
        Path train = at("data/train");
        Path test = at("data/test");
        assertThat(winnow(
                        "data",
                        "report",
                        train.toString(),
                        "--test",
                        test.toString(),
                        "--output",
                        at("report").toString(),
                        "--instructions",
                        at("how.html").toString(),
                        "--fail-on",
                        "leaks<0,corrupt>1"))
                .as(err)
                .isZero();
        JsonNode report = report("report");
        assertThat(keys(report, "leak")).containsExactlyInAnyOrder("dark/copy.png", "bright/wrong.png");
        assertThat(keys(report, "near_leak")).containsExactly("bright/near.png");
        assertThat(keys(report, "contradictory_copies")).containsExactlyInAnyOrder("dark/d04.png", "bright/wrong.png");
        assertThat(keys(report, "corrupt")).containsExactly("dark/broken.png");
        assertThat(keys(report, "uniform")).containsExactlyInAnyOrder("dark/black.png", "dark/wide.png");
        assertThat(keys(report, "odd_width")).containsExactly("dark/wide.png");
        assertThat(report.at("/parts/overview/items").asInt()).isEqualTo(96);
        assertThat(report.at("/parts/overview/parts/test").asInt()).isEqualTo(23);
        assertThat(report.at("/parts/shortcuts/effect_sizes/dark/brightness").asDouble())
                .isLessThan(-0.8);
        assertThat(report.at("/parts/shortcuts/tree_accuracy").asDouble()).isGreaterThan(0.8);
        assertThat(report.at("/parts/label_noise/needs").asText()).contains("winnow audit");
        assertThat(report.at("/parts/examples/mean_average_precision/greedy").asDouble())
                .isBetween(0.4, 1.0);
        assertThat(report.at("/parts/coverage/distances").size()).isEqualTo(2);
        assertThat(Files.readAllLines(at("report/findings.jsonl")))
                .hasSize(report.get("findings").size());
        String page = Files.readString(at("report/report.html"));
        assertThat(page).contains("data:image/jpeg;base64,").doesNotContain("http");
        assertThat(page).doesNotContain("src=\"").doesNotContain(folder.toString());
        assertThat(page.length()).isLessThan(1_000_000);
        assertThat(Files.readString(at("how.html"))).contains("although alike", "\"findings\":[]");
        JsonNode croissant =
                new ObjectMapper().readTree(at("report/croissant.json").toFile());
        assertThat(croissant.get("conformsTo").asText()).isEqualTo("http://mlcommons.org/croissant/1.0");
        for (String property :
                List.of("@context", "@type", "name", "description", "version", "distribution", "recordSet")) {
            assertThat(croissant.has(property)).as(property).isTrue();
        }
        assertThat(croissant.at("/recordSet/2/field/2/references/field/@id").asText())
                .isEqualTo("classes/name");
        assertThat(err).contains("croissant.json lacks license, url, datePublished");
    }

    @Test
    void aReportKeepsAnswersAndComparesWithAnOlderOne() throws IOException {
        plant(at("data"));
        String train = at("data/train").toString();
        String output = at("report").toString();
        assertThat(winnow("data", "report", train, "--output", output)).as(err).isZero();
        Path answers = at("report/answers.yaml");
        Files.writeString(
                answers,
                Files.readString(answers)
                        .replace("personal_data: \"\" # not answered", "personal_data: no <b>people</b>"));
        Files.delete(at("data/train/dark/d07.png"));
        Files.writeString(
                at("data/train/croissant.json"),
                "{\"license\": \"CC0\", \"url\": \"https://example.org\", \"datePublished\": \"2026\"}");
        assertThat(winnow(
                        "data",
                        "report",
                        train,
                        "--output",
                        output,
                        "--compare",
                        at("report/report.json").toString(),
                        "--json"))
                .as(err)
                .isZero();
        assertThat(new ObjectMapper().readTree(out).get("croissant_lacks")).isEmpty();
        JsonNode report = report("report");
        assertThat(report.at("/parts/answers/answers/personal_data").asText()).isEqualTo("no <b>people</b>");
        assertThat(report.at("/parts/overview/licence").asText()).isEqualTo("CC0");
        assertThat(report.at("/changes").toString()).contains("[\"items of class dark\",\"38\",\"37\",\"-1\"]");
        assertThat(Files.readString(answers)).contains("personal_data: \"no <b>people</b>\"");
        for (String wrong : List.of("{\"license\"", "[1]")) {
            Files.writeString(at("data/train/croissant.json"), wrong);
            fails("is not a JSON object in the format Croissant", train, "--output", at("r").toString());
        }
        Files.delete(at("data/train/croissant.json"));
        assertThat(Files.readString(at("report/report.html"))).doesNotContain("<b>people");
        Path others = Files.writeString(at("others.yaml"), "personal_data: yes\n");
        assertThat(winnow("data", "report", train, "--output", output, "--answers", others.toString()))
                .isEqualTo(2);
        assertThat(err).contains("answers.yaml has other answers than");
        assertThat(Files.readString(answers)).contains("no <b>people</b>");
        assertThat(winnow("data", "report", train, "--output", output, "--answers", answers.toString()))
                .as(err)
                .isZero();
        Files.writeString(answers, "personal_dta: none\n");
        assertThat(winnow("data", "report", train, "--output", output)).isEqualTo(2);
        assertThat(err).contains("personal_dta").contains("personal_data");
    }

    @Test
    void limitsGiveAnExitCodeForContinuousIntegration() throws IOException {
        plant(at("data"));
        String train = at("data/train").toString();
        assertThat(winnow("data", "report", train, "--output", at("r").toString(), "--fail-on", "corrupt"))
                .isEqualTo(1);
        assertThat(err).contains("A limit of --fail-on is exceeded: corrupt: 1 of 73 (1.4%), but at most 0 allowed");
        assertThat(at("r/report.html")).exists();
        assertThat(winnow(
                        "data",
                        "report",
                        train,
                        "--output",
                        at("r").toString(),
                        "--fail-on",
                        "leaks",
                        "--only",
                        "duplicates"))
                .isEqualTo(2);
        assertThat(err).contains("limits leaks");
    }

    @Test
    void mistakesAreExplained() throws IOException {
        plant(at("data"));
        String train = at("data/train").toString();
        fails("has the same images as DATA", train, "--test", train, "--output", at("r").toString());
        fails("There is no file or folder", at("data/trian").toString(), "--output", at("r").toString());
        fails("--similarity must be in [0, 1]", train, "--output", at("r").toString(), "--similarity", "80");
        fails("--instructions must name a page", train, "--output", at("r").toString(), "--instructions", "a.txt");
        String page = Files.writeString(at("index.html"), "mine").toString();
        fails("exists already. Add --force", train, "--output", at("r").toString(), "--instructions", page);
        fails(
                "--instructions needs the examples of the classes, which --only leaves out",
                train,
                "--output",
                at("r").toString(),
                "--only",
                "classes",
                "--instructions",
                at("new.html").toString());
        fails(
                "names the page of the report itself",
                train,
                "--output",
                at("r").toString(),
                "--instructions",
                at("r/report.html").toString());
        fails("is inside of", train, "--output", at("data/train/report").toString());
        fails("is inside of", train, "--output", train);
        assertThat(at("r")).doesNotExist();
        assertThat(Path.of(page)).hasContent("mine");
        fails("there is no part 'clases'", train, "--output", at("r").toString(), "--only", "clases");
        fails("--set can only be used", train, "--output", at("r").toString(), "--set", "a=b");
        Files.createDirectories(at("mine"));
        Files.writeString(at("mine/croissant.json"), "{\"name\": \"mine\"}");
        fails(
                "has croissant.json, which no report has written",
                train,
                "--output",
                at("mine").toString());
        Files.writeString(at("old.json"), "{}");
        fails(
                "is no report.json of `winnow data report`",
                train,
                "--output",
                at("r").toString(),
                "--compare",
                at("old.json").toString());
    }

    /** The page's script runs without an error and shows all parts. Skipped where there is no Chromium. */
    @Test
    void aBrowserShowsThePage() throws IOException, InterruptedException {
        plant(at("data"));
        String output = at("report").toString();
        assertThat(winnow(
                        "data",
                        "report",
                        at("data/train").toString(),
                        "--test",
                        at("data/test").toString(),
                        "--output",
                        output))
                .as(err)
                .isZero();
        assumeThat(Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
                        .map(Path::of)
                        .anyMatch(Files::exists))
                .as("Chromium is not installed")
                .isTrue();
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--dump-dom",
                        at("report/report.html").toUri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(dom)
                .contains("<section id=\"duplicates\">", "<section id=\"coverage\">", "<section id=\"lacking\">")
                .contains("2 items of test are exactly in the training part as well.")
                .contains("class=\"badge bad\"");
    }
}
