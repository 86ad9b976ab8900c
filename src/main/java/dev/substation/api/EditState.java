package dev.substation.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An edit that was saved.
 *
 * @param id in the order of time
 * @param who saved it
 * @param what has changed, such as {@code changed 00-site.yaml (+3 -1)}
 * @param obstacle why it cannot be undone now; none if it can
 */
@Schema(name = "Edit")
public record EditState(long id, Instant at, String who, String what, Optional<String> obstacle) {

    /** Edits, the latest first. */
    @Schema(name = "EditList")
    public record EditList(List<EditState> edits) {}

    /** An edit with what it has changed. */
    @Schema(name = "EditDetail")
    public record EditDetail(EditState edit, List<FileDiff> files) {}
}
