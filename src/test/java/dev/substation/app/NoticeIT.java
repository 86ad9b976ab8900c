package dev.substation.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.substation.testing.GeneratedPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** {@code NOTICE} names each library of the WAR with its version and licence. */
class NoticeIT {

    private static final String HEAD =
            """
            Substation
            An OCPP gateway between charging stations and a CSMS.

            This product is licensed under the Apache License, Version 2.0 (see LICENSE).

            The runnable jar contains Payara Micro, which is licensed under CDDL-1.1 or
            GPL-2.0 with the Classpath Exception, and contains libraries of its own. The
            build lists it in target/substation.jar.cdx.json (CycloneDX).

            The WAR contains these libraries. Most of their jars contain the licence text.

            """;

    private static final Pattern JAR = Pattern.compile("WEB-INF/lib/(.+?)-(\\d[\\w.]*)\\.jar");
    private static final Pattern NAMED =
            Pattern.compile("<license>.*?<name>([^<]*)</name>", Pattern.DOTALL);

    /** What jars and their POMs write, as a pattern, and what it is called here. */
    private static final Map<String, String> WORDS =
            Map.of(
                    "(?i).*apache.*2\\.0.*", "Apache-2.0",
                    "(?i)bsd-2.*|.*bsd 2-clause.*", "BSD-2-Clause",
                    "(?i)bsd-3.*", "BSD-3-Clause",
                    ".*opensource.org/license/mit.*", "MIT",
                    ".*h2database.com/html/license.*", "MPL-2.0 or EPL-1.0");

    /** Libraries whose jars do not say it; from the POMs at Maven Central. */
    private static final Map<String, String> SILENT =
            Map.of(
                    "flyway-core", "Apache-2.0",
                    "flyway-database-cockroachdb", "Apache-2.0",
                    "flyway-database-postgresql", "Apache-2.0",
                    "opentelemetry", "Apache-2.0",
                    "spring-security-crypto", "Apache-2.0",
                    "stax2-api", "BSD-2-Clause",
                    "wsdl4j", "CPL-1.0",
                    "xml-resolver", "Apache-2.0");

    @Test
    void namesEachLibraryWithItsLicence() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (ZipFile war = new ZipFile(System.getProperty("substation.war"))) {
            for (ZipEntry entry : war.stream().toList()) {
                Matcher jar = JAR.matcher(entry.getName());
                if (jar.matches()) {
                    byte[] content = war.getInputStream(entry).readAllBytes();
                    lines.put(
                            jar.group(1),
                            "%-38s %-15s %s"
                                    .formatted(
                                            jar.group(1),
                                            jar.group(2),
                                            licence(jar.group(1), content)));
                }
            }
        }

        GeneratedPage.compareFile(
                Path.of("NOTICE"), HEAD + String.join("\n", lines.values()) + "\n");
    }

    private static String licence(String library, byte[] jar) throws IOException {
        String silent = library.startsWith("opentelemetry-") ? "opentelemetry" : library;
        if (SILENT.containsKey(silent)) {
            return SILENT.get(silent);
        }
        String written =
                Stream.concat(bundle(jar).stream(), pom(jar).stream())
                        .findFirst()
                        .orElseThrow(() -> unknown(library, "nothing"));
        return WORDS.entrySet().stream()
                .filter(word -> written.matches(word.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> unknown(library, written));
    }

    private static AssertionError unknown(String library, String written) {
        return new AssertionError(
                "the jar of %s says %s about its licence; add it to NoticeIT"
                        .formatted(library, written));
    }

    private static Optional<String> bundle(byte[] jar) throws IOException {
        Optional<byte[]> file = file(jar, "META-INF/MANIFEST.MF"::equals);
        return file.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(
                        new Manifest(new ByteArrayInputStream(file.get()))
                                .getMainAttributes()
                                .getValue("Bundle-License"));
    }

    private static Optional<String> pom(byte[] jar) throws IOException {
        return file(jar, name -> name.startsWith("META-INF/maven/") && name.endsWith("/pom.xml"))
                .map(text -> NAMED.matcher(new String(text, UTF_8)))
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }

    private static Optional<byte[]> file(byte[] jar, Predicate<String> wanted) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (wanted.test(entry.getName())) {
                    return Optional.of(in.readAllBytes());
                }
            }
        }
        return Optional.empty();
    }
}
