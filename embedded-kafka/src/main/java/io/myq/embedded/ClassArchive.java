package io.myq.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets brokers use the archive of loaded classes in the cache, and lets the broker of a cluster of one write it when it is
 * missing: a JVM does that as it ends.
 *
 * <p>Any thread. A JVM that finds the archive unfit for itself goes on without.
 */
final class ClassArchive {
    private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);

    private final @Nullable Path archive;
    private final Path draft;
    private final boolean mayWrite;

    /**
     * @param archive in the cache; null when there is none
     * @param draft in the cluster's directory
     */
    ClassArchive(@Nullable Path archive, Path draft, int nodes) {
        this.archive = archive;
        this.draft = draft;
        // one of several could not end in good order while the others, and with them the quorum, are being killed
        this.mayWrite = nodes == 1;
    }

    List<String> jvmArguments() {
        if (archive != null && Files.exists(archive)) {
            return List.of("-XX:SharedArchiveFile=" + archive);
        }
        // without the second one a line for each class that cannot be archived, thousands of them
        return isMissing() ? List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:cds=error") : List.of();
    }

    /** Whether a broker should be stopped in good order, so that it writes the archive. */
    boolean isMissing() {
        return mayWrite && archive != null && Files.notExists(archive);
    }

    /** Puts what the ended broker wrote into the cache. */
    void keep() {
        if (archive == null || Files.notExists(draft)) {
            return;
        }
        try {
            Path copy =
                    Files.copy(draft, archive.resolveSibling(draft.getParent().getFileName() + ".jsa"));
            Files.move(copy, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "Cannot keep the class archive of the embedded Kafka broker as {}: later starts stay slower",
                    archive,
                    e);
        }
    }
}
