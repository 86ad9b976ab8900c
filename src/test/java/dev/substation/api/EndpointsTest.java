package dev.substation.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.Endpoint;
import dev.substation.access.Endpoints;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of endpoints says of each page who may ask for it: a resource, a servlet or a file of
 * the console without a row fails here, as does a row without a page.
 */
class EndpointsTest {

    private static final String BASE = "/api/v1/";

    /** Servlets that answer questions which are posted. */
    private static final Set<String> POSTED = Set.of("/api/v1/doctor");

    @Test
    void haveARowForEachPageOfTheApi() throws IOException {
        Set<String> pages = new TreeSet<>(resources());
        pages.addAll(servlets());

        assertEquals(
                lines(pages),
                lines(
                        Endpoints.all().stream()
                                .filter(row -> row.path().startsWith(BASE))
                                .map(row -> row.method() + " " + row.path())
                                .collect(Collectors.toCollection(TreeSet::new))));
        assertTrue(pages.size() > 15, pages::toString);
    }

    private static String lines(Set<String> rows) {
        return String.join("\n", rows);
    }

    private static Set<String> resources() {
        Set<String> found = new TreeSet<>();
        for (Class<?> resource : Api.RESOURCES) {
            for (Method method : resource.getMethods()) {
                Optional<String> verb = verb(method);
                String path =
                        Stream.of(
                                        resource.getAnnotation(Path.class),
                                        method.getAnnotation(Path.class))
                                .filter(one -> one != null && !one.value().isEmpty())
                                .map(Path::value)
                                .collect(Collectors.joining("/"));
                verb.ifPresent(name -> found.add(name + " " + BASE + path));
            }
        }
        return found;
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(type -> Stream.ofNullable(type.getAnnotation(HttpMethod.class)))
                .map(HttpMethod::value)
                .findFirst();
    }

    private static Set<String> servlets() throws IOException {
        String source =
                Files.readString(
                        java.nio.file.Path.of("src/main/java/dev/substation/app/Start.java"));
        Matcher paths = Pattern.compile("\"(" + BASE + "[^\"]+)\"").matcher(source);
        Set<String> found = new TreeSet<>();
        while (paths.find()) {
            String path = paths.group(1);
            found.add((POSTED.contains(path) ? "POST " : "GET ") + path);
        }
        return found;
    }

    @Test
    void haveARowForEachFileOfTheConsole() throws IOException {
        java.nio.file.Path files = java.nio.file.Path.of("src/main/webapp");
        try (Stream<java.nio.file.Path> all = Files.walk(files)) {
            for (java.nio.file.Path file : all.filter(Files::isRegularFile).toList()) {
                String path = "/" + files.relativize(file).toString().replace('\\', '/');
                assertEquals(
                        path.startsWith("/WEB-INF/"), Endpoints.of("GET", path).isEmpty(), path);
            }
        }
    }

    @Test
    void haveOneRowForEachRequest() {
        for (Endpoint row : Endpoints.all()) {
            String path = row.path().replace("**", "x").replaceAll("\\{[^}]*}", "x");
            String method = row.method().replace("*", "GET");
            assertEquals(
                    1,
                    Endpoints.all().stream()
                            .filter(one -> Optional.of(one).equals(Endpoints.of(method, path)))
                            .count(),
                    row::toString);
            assertEquals(Optional.of(row), Endpoints.of(method, path), row::toString);
        }
    }
}
