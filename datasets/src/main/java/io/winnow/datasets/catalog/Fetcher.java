package io.winnow.datasets.catalog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fetches the files of a data set into a data root. Files are downloaded into a temporary folder, verified, and moved into place one by
 * one, each atomically. If two processes fetch the same data set at once, both end with intact files.
 */
final class Fetcher {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration REQUEST = Duration.ofMinutes(30);
    private static final int PACKAGE_MINUTES = 15;

    private final DataRoot root;

    Fetcher(DataRoot root) {
        this.root = root;
    }

    /**
     * Finds or fetches a data set.
     *
     * @return the folder of its files, all of which are verified
     * @throws UnavailableDataException if no folder or source has them; the message lists what was tried
     */
    Path fetch(Entry entry) throws IOException {
        List<String> tried = new ArrayList<>();
        for (Path folder : root.foldersOf(entry.name()).toList()) {
            String problem = Checksums.problem(folder, entry);
            if (problem == null) {
                return folder;
            }
            tried.add(folder + ": " + problem);
        }
        Path target = root.writable().resolve(entry.name());
        for (Entry.Source source : entry.sources()) {
            if (source instanceof Entry.SystemFolder system) {
                String problem = Checksums.problem(system.folder(), entry);
                if (problem == null) {
                    return system.folder();
                }
                tried.add(source.describe() + ": " + problem);
                continue;
            }
            String problem = bring(entry, source, target);
            if (problem == null) {
                return target;
            }
            tried.add(source.describe() + ": " + problem);
        }
        throw new UnavailableDataException(entry, tried, target);
    }

    /** Returns null if the files are in place, and otherwise the reason why they are not. */
    private static String bring(Entry entry, Entry.Source source, Path target) throws IOException {
        Path scratch;
        try {
            Files.createDirectories(target);
            scratch = Files.createTempDirectory(target, ".fetch-");
        } catch (IOException e) {
            // The message of the exception alone is often no more than the name of the folder.
            return "cannot write to " + target + " (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")";
        }
        try {
            Path folder = contents(entry, source, scratch);
            String problem = Checksums.problem(folder, entry);
            if (problem != null) {
                return problem;
            }
            for (Entry.DataFile file : entry.files()) {
                Files.move(
                        folder.resolve(file.name()),
                        target.resolve(file.name()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            return null;
        } catch (IOException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            delete(scratch);
        }
    }

    /** Returns the folder with the files, within a temporary folder. */
    private static Path contents(Entry entry, Entry.Source source, Path scratch)
            throws IOException, InterruptedException {
        if (source instanceof Entry.Generated generated) {
            generated.generator().write(scratch);
            return scratch;
        }
        return source instanceof Entry.Download download
                ? download(entry, download.base(), scratch)
                : unpack((Entry.DebianPackage) source, scratch);
    }

    private static Path download(Entry entry, URI base, Path scratch) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        for (Entry.DataFile file : entry.files()) {
            URI address = base.resolve(file.name());
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(REQUEST).build();
            HttpResponse<Path> response =
                    client.send(request, HttpResponse.BodyHandlers.ofFile(scratch.resolve(file.name())));
            if (response.statusCode() != 200) {
                throw new IOException(address + " answered with status " + response.statusCode());
            }
        }
        return scratch;
    }

    private static Path unpack(Entry.DebianPackage source, Path scratch) throws IOException, InterruptedException {
        run(scratch, "apt-get", "download", source.name());
        try (Stream<Path> files = Files.list(scratch)) {
            Path archive = files.filter(file -> file.toString().endsWith(".deb"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("apt-get download succeeded but wrote no package"));
            run(
                    scratch,
                    "dpkg-deb",
                    "-x",
                    archive.toString(),
                    scratch.resolve("unpacked").toString());
        }
        return scratch.resolve("unpacked").resolve(source.folder());
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("winnow", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PACKAGE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command[0] + " did not end within " + PACKAGE_MINUTES + " minutes");
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: "
                        + Files.readString(output)
                                .strip()
                                .lines()
                                .reduce((a, b) -> b)
                                .orElse("no output"));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
