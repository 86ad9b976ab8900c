package dev.substation.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.testing.ServletStreams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which page answers at which port; through the container in AdminPortE2E. */
class ListenerFilterTest {

    private int status;

    @ParameterizedTest
    @CsvSource({
        "/api/v1/stations, 404, 200",
        "/api, 404, 200",
        "/, 404, 200",
        "/console/app.js, 404, 200",
        "/health/ready, 200, 200",
        "/substation/metrics, 200, 200",
        "/soap, 200, 404",
        "/steve/services/CentralSystemService, 200, 404",
        "/ocpp/A, 200, 404",
        "/apix, 200, 404",
    })
    void keepsTheAdministrationToItsPort(String path, int ofStations, int ofOperators)
            throws Exception {
        assertEquals(ofStations, asked(Optional.of(8081), 8080, path));
        assertEquals(ofOperators, asked(Optional.of(8081), 8081, path));
        assertEquals(200, asked(Optional.empty(), 8080, path), "without a port of its own");
    }

    private int asked(Optional<Integer> own, int port, String path) throws Exception {
        status = 0;
        Map<String, Object> request =
                Map.of("getServletPath", path, "getLocalPort", port, "getMethod", "GET");
        new ListenerFilter(() -> own)
                .doFilter(
                        proxy(
                                HttpServletRequest.class,
                                (self, method, arguments) -> request.get(method.getName())),
                        proxy(
                                HttpServletResponse.class,
                                (self, method, arguments) -> {
                                    if (method.getName().equals("setStatus")) {
                                        status = (int) arguments[0];
                                    }
                                    return method.getName().equals("getOutputStream")
                                            ? ServletStreams.output(OutputStream.nullOutputStream())
                                            : null;
                                }),
                        (any, other) -> status = 200);
        return status;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler methods) {
        return type.cast(
                Proxy.newProxyInstance(
                        ListenerFilterTest.class.getClassLoader(), new Class<?>[] {type}, methods));
    }
}
