package dev.substation.api;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The settings in force.
 *
 * @param text {@code site.yaml} as it was taken last, without secrets and comments
 * @param changed what has changed by it since the start; none if nothing has
 * @param trouble why the file is not what runs: errors in it, or keys that wait for a restart
 */
@Schema(name = "Settings")
public record SettingsState(String text, Optional<String> changed, Optional<String> trouble) {}
