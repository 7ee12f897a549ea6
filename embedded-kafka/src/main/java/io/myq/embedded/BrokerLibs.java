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

    /** The jars themselves when they lie in a directory, else copies of them in the given one. */
    static List<Path> locate(Path extractTo) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String name : names()) {
            URL jar = find(name);
            jars.add(jar.getProtocol().equals("file") ? path(jar) : copy(jar, extractTo.resolve(name)));
        }
        return jars;
    }

    /** File names of the jars, in the order of the class path. */
    static List<String> names() throws IOException {
        try (InputStream index = BrokerLibs.class.getResourceAsStream(INDEX)) {
            if (index == null) {
                throw new EmbeddedKafkaException(
                        "The broker's jars are missing from myq-embedded-kafka: build the module with Maven (process-resources)");
            }
            String text = new String(index.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.strip().replace("./", "").split(":"));
        }
    }

    private static URL find(String name) {
        URL jar = BrokerLibs.class.getResource(FOLDER + name);
        if (jar == null) {
            throw new EmbeddedKafkaException("The broker's jar " + name + " is missing from myq-embedded-kafka");
        }
        return jar;
    }

    private static Path copy(URL jar, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (InputStream in = jar.openStream()) {
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
