package dev.substation.routes.live;

import dev.substation.model.Problem;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.language.RouteFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the site's own files that were live last, beside the record: should the gateway be
 * started while the folder is broken, it goes on with them.
 */
final class KeptRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(KeptRoutes.class);

    private final Path place;

    /**
     * @param place the folder of the copy; its parent is there
     */
    KeptRoutes(Path place) {
        this.place = place;
    }

    /** Makes the copy anew. A copy that cannot be written is a warning: the routes run without. */
    void keep(RouteFolder folder) {
        try {
            if (read().map(RouteFolder::fingerprint).equals(Optional.of(folder.fingerprint()))) {
                return;
            }
            Path unfinished = place.resolveSibling(place.getFileName() + ".unfinished");
            delete(unfinished);
            for (Map.Entry<String, String> file : folder.texts().entrySet()) {
                Path target = unfinished.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
            delete(place);
            Files.move(unfinished, place);
        } catch (IOException e) {
            LOG.warn(Problem.ROUTES_NOT_COPIED.line(place, e));
        }
    }

    /** The copy; empty when there is none that can be read. */
    Optional<RouteFolder> read() {
        if (!Files.isDirectory(place)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RouteFolder.read(place));
        } catch (BadRoutes e) {
            LOG.warn(Problem.ROUTES_COPY_UNREADABLE.line(place + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
