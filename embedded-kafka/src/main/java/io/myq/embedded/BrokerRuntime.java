package io.myq.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the brokers' JVMs load: the launcher jar with the broker's jars behind it and, when there is a cache, an archive of
 * their loaded classes (AppCDS), which halves the time and CPU of a start.
 *
 * <p>Immutable, any thread; several JVMs may use one cache.
 *
 * @param archive where the archive is or is to be, in the cache; null without a cache
 */
record BrokerRuntime(Path launcher, @Nullable Path archive) {
    private static final String LAUNCHER = "broker.jar";
    private static final String LIBS = "libs";
    private static final int KEY_LENGTH = 16;

    static BrokerRuntime prepare(ClusterSettings settings, Path clusterDirectory) throws IOException {
        Path cache = settings.cacheDirectory();
        if (cache != null) {
            Path directory = cached(cache, settings.javaHome());
            return new BrokerRuntime(directory.resolve(LAUNCHER), directory.resolve("broker.jsa"));
        }
        List<Path> libs = BrokerLibs.locate(clusterDirectory.resolve(LIBS));
        Path launcher = clusterDirectory.resolve(LAUNCHER);
        LauncherJar.write(
                launcher, libs.stream().map(lib -> lib.toUri().toString()).toList());
        return new BrokerRuntime(launcher, null);
    }

    /** Built aside and moved into place, for other JVMs may look at the same time. */
    private static Path cached(Path cache, Path javaHome) throws IOException {
        Path directory = cache.resolve(key(javaHome));
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(cache);
            Path building = Files.createTempDirectory(cache, "building-");
            BrokerLibs.copy(building.resolve(LIBS));
            List<String> libs =
                    BrokerLibs.names().stream().map(name -> LIBS + "/" + name).toList();
            LauncherJar.write(building.resolve(LAUNCHER), libs);
            publish(building, directory);
        }
        return directory;
    }

    private static void publish(Path building, Path directory) throws IOException {
        try {
            Files.move(building, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            DirectoryDeletion.delete(building);
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** Changes with the broker's jars, this module's classes and the Java that loads them. */
    private static String key(Path javaHome) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join(":", BrokerLibs.names()).getBytes(StandardCharsets.UTF_8));
            digest.update(LauncherJar.content());
            digest.update(javaHome.toString().getBytes(StandardCharsets.UTF_8));
            Path release = javaHome.resolve("release");
            if (Files.exists(release)) {
                digest.update(Files.readAllBytes(release));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
