package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class PackagingIT {
    @TempDir
    private Path directory;

    @Test
    void runsFromItsJar() throws Exception {
        Path jar = jar();
        URL[] classPath = {jar.toUri().toURL(), location(Logger.class).toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(EmbeddedKafka.class.getName());
            Object builder = type.getMethod("builder").invoke(null);
            builder.getClass().getMethod("tempDirectory", Path.class).invoke(builder, directory);
            try (AutoCloseable cluster =
                    (AutoCloseable) builder.getClass().getMethod("start").invoke(builder)) {
                String address = (String) type.getMethod("bootstrapServers").invoke(cluster);
                Witness.send(address, "from-a-jar", "a");
                assertThat(Witness.read(address, "from-a-jar", 1)).containsExactly("a");
                assertThat(find("libs/kafka_2.13-4.3.1.jar")).isNotEmpty();
            }
        }
        assertThat(find("myq-embedded-kafka-")).isEmpty();
    }

    @Test
    void startsFromDirectoriesWithoutCopyingTheBroker() throws Exception {
        try (EmbeddedKafka cluster =
                EmbeddedKafka.builder().tempDirectory(directory).start()) {
            assertThat(cluster.broker(1).isAlive()).isTrue();
            assertThat(find(".jar"))
                    .extracting(file -> file.getFileName().toString())
                    .containsOnly("broker.jar", "watchdog.jar");
        }
    }

    private List<Path> find(String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().contains(name)).toList();
        }
    }

    /** What the build packs: the classes and resources of this module, and nothing else. */
    private Path jar() throws Exception {
        Path classes = location(EmbeddedKafka.class);
        Path file = Files.createDirectories(directory.resolve("lib")).resolve("embedded.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> content = Files.walk(classes)) {
            jar.setLevel(0);
            for (Path source : content.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new ZipEntry(classes.relativize(source).toString().replace('\\', '/')));
                Files.copy(source, jar);
                jar.closeEntry();
            }
        }
        return file;
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
