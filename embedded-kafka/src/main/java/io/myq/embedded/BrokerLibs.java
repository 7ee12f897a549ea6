package io.myq.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the broker's jars, which the build put beside this class as resources.
 *
 * <p>No state, any thread.
 */
final class BrokerLibs {
    private static final String FOLDER = "broker-libs/";
    private static final String INDEX = FOLDER + "index.txt";

    private BrokerLibs() {}

    /** The jars themselves when they lie in a directory, else copies of them in {@code extractTo}. */
    static List<Path> locate(Path extractTo) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String name : names()) {
            URL url = BrokerLibs.class.getResource(FOLDER + name);
            if (url == null) {
                throw new EmbeddedKafkaException("The broker's jar " + name + " is missing from myq-embedded-kafka");
            }
            jars.add(url.getProtocol().equals("file") ? path(url) : extract(url, extractTo.resolve(name)));
        }
        return jars;
    }

    private static List<String> names() throws IOException {
        try (InputStream index = BrokerLibs.class.getResourceAsStream(INDEX)) {
            if (index == null) {
                throw new EmbeddedKafkaException(
                        "The broker's jars are missing from myq-embedded-kafka: build the module with Maven (process-resources)");
            }
            String text = new String(index.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.strip().replace("./", "").split(":"));
        }
    }

    private static Path extract(URL url, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = url.openStream()) {
            Files.copy(in, file);
        }
        return file;
    }

    private static Path path(URL url) throws IOException {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("not a path: " + url, e);
        }
    }
}
