package io.myq.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a directory that a dying process may still be writing to.
 *
 * <p>No state, any thread. Used by the application and by the watchdog, so it stands on the JDK alone.
 */
final class DirectoryDeletion extends SimpleFileVisitor<Path> {
    private static final int TRIES = 5;

    private DirectoryDeletion() {}

    /** Deletes the directory and all that is in it, links themselves and not what they point to; a missing one is fine. */
    static void delete(Path directory) throws IOException {
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                Files.walkFileTree(directory, new DirectoryDeletion());
                return;
            } catch (NoSuchFileException e) {
                if (Files.notExists(directory)) {
                    return;
                }
                last = e;
            } catch (IOException e) {
                last = e;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        Files.deleteIfExists(directory);
        return FileVisitResult.CONTINUE;
    }
}
