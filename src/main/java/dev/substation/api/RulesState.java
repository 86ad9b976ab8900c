package dev.substation.api;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The rules that run.
 *
 * @param routes the name of the set, as in the log
 * @param trouble why the files in the folder are not those that run; none while they are
 * @param warnings what was found in those that run
 * @param loaded how often changed files were taken since the start
 * @param rejected how often they were not
 * @param files those that run
 */
@Schema(name = "Rules")
public record RulesState(
        String routes,
        Optional<String> trouble,
        List<String> warnings,
        long loaded,
        long rejected,
        List<RuleFile> files) {

    /**
     * A file of {@code camel-routes/}.
     *
     * @param name within the folder
     * @param kind {@code routes}, {@code form} or {@code cases}
     */
    @Schema(name = "RuleFile")
    public record RuleFile(String name, String kind, String text) {}
}
