package io.myq.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Writes the jar that is the whole class path of the child processes: their main classes, and references to the broker's jars.
 *
 * <p>No state, any thread.
 */
final class LauncherJar {
    private static final List<Class<?>> CLASSES =
            List.of(BrokerMain.class, WatchdogMain.class, DirectoryDeletion.class);

    private LauncherJar() {}

    /**
     * @param libs URLs, or paths relative to the file
     */
    static void write(Path file, List<String> libs) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libs));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Class<?> type : CLASSES) {
                jar.putNextEntry(new ZipEntry(type.getName().replace('.', '/') + ".class"));
                jar.write(bytes(type));
                jar.closeEntry();
            }
        }
    }

    /** The classes of the jar, one after the other. */
    static byte[] content() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Class<?> type : CLASSES) {
            all.write(bytes(type));
        }
        return all.toByteArray();
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            if (in == null) {
                throw new IOException("class file of " + type + " not found");
            }
            return in.readAllBytes();
        }
    }
}
