package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Edits {@code site.yaml} as text, with a mark such as {@code "***1-8f3a9c0d12ab***"} in place of
 * each secret. The gateway takes a saved text as it takes every change of the file. Methods block
 * for the disk.
 */
public interface SettingsEditing {

    /** For these methods alone. */
    Executor threads();

    /**
     * The file as it is on the disk.
     *
     * @throws BadRequest when it cannot be read, or its secrets cannot be hidden
     */
    Text file() throws BadRequest;

    /** What is wrong with a text, and what it would change. */
    Checked check(String text) throws BadRequest;

    /** What differs between the file and a text. */
    FileDiff diff(String text) throws BadRequest;

    /**
     * Writes a text.
     *
     * @param etag of the file that it was made from
     * @throws BadRequest when the file has changed since (412), or when the gateway would not take
     *     the text
     */
    Saved save(String text, String etag, String who, EditNote note) throws BadRequest, IOException;

    /** The edits that were saved, the latest first. */
    List<EditState> history() throws BadRequest;

    /** One of them. */
    EditState.EditDetail edit(long id) throws BadRequest;

    /**
     * Brings back what was there before an edit; it is an edit too.
     *
     * @throws BadRequest when the file has changed since
     */
    Saved undo(long id, String who, EditNote note) throws BadRequest, IOException;

    /**
     * The file.
     *
     * @param name where it lies
     * @param etag for {@code If-Match}
     */
    @Schema(name = "SettingsFile")
    record Text(String name, String etag, String text) {}

    /** A text, as it is posted. */
    @Schema(name = "SettingsText")
    record Posted(String text) {}

    /**
     * What was found.
     *
     * @param findings why the gateway would not take the text; none if it would
     * @param applies what would go live, in words
     * @param waits the keys that would wait for a restart
     */
    @Schema(name = "SettingsChecked")
    record Checked(List<Finding> findings, Optional<String> applies, Optional<String> waits) {}

    /**
     * One thing that is wrong.
     *
     * @param line from 1; none if it is about the file as a whole
     */
    @Schema(name = "SettingsFinding")
    record Finding(Optional<Integer> line, String text) {}

    /**
     * What was written.
     *
     * @param etag of the file now
     * @param what changes by it
     */
    @Schema(name = "SettingsSaved")
    record Saved(String etag, String what) {}
}
