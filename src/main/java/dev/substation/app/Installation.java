package dev.substation.app;

import dev.substation.home.Home;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where this gateway keeps its files, and who has started its server: our launcher, which has found
 * and locked the home and named it in system properties ({@code substation.home}, {@code
 * substation.site}, {@code substation.routes}, {@code substation.http-port}), or somebody else who
 * deployed the WAR (docs/deploy-war.md).
 *
 * @param launched whether our launcher has started the server
 * @param httpPort the port of the command line
 */
record Installation(Home home, boolean launched, Optional<String> httpPort) {

    /** Set by the launcher alone: on another server the settings are always in the home. */
    private static final String SITE = "substation.site";

    static Installation find(
            Map<String, String> environment, Properties system, Path workingDirectory) {
        Optional<String> site = Optional.ofNullable(system.getProperty(SITE));
        return new Installation(
                site.map(
                                file ->
                                        new Home(
                                                Path.of(system.getProperty(Home.PROPERTY)),
                                                Path.of(file),
                                                Path.of(system.getProperty("substation.routes"))))
                        .orElseGet(() -> Home.onServer(environment, system, workingDirectory)),
                site.isPresent(),
                Optional.ofNullable(system.getProperty("substation.http-port")));
    }
}
