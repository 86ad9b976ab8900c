package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files from which packages are made agree with each other and with the settings. */
class PackageFilesTest {

    private static final Path FOLDER = Path.of("payara/package");
    private static final String HOME = "/var/lib/substation";
    private static final String USER = "10001";
    private static final String JAR = "/opt/substation/substation.jar";

    @TempDir Path home;

    private static String text(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file)).replace("@version@", "1");
    }

    /** A part of a YAML file; what is not there has no value. */
    private record Node(Object value) {

        Node at(String... path) {
            Object found = value;
            for (String key : path) {
                found =
                        found instanceof List<?> list
                                ? list.get(Integer.parseInt(key))
                                : found instanceof Map<?, ?> map ? map.get(key) : null;
            }
            return new Node(found);
        }

        List<Node> all() {
            return ((List<?>) value).stream().map(Node::new).toList();
        }

        String text() {
            return String.valueOf(value);
        }
    }

    private static List<Node> documents(String file) throws IOException {
        List<Node> documents = new ArrayList<>();
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
                .loadAllFromString(text(file))
                .forEach(document -> documents.add(new Node(document)));
        return documents;
    }

    private static Node kubernetes(String kind) throws IOException {
        return documents("kubernetes.yaml").stream()
                .filter(document -> document.at("kind").text().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Node pod() throws IOException {
        return kubernetes("StatefulSet").at("spec", "template", "spec");
    }

    private Settings read(String yaml, Map<String, String> environment) throws Exception {
        return SettingsFile.parse(yaml, "site.yaml", home, environment, Clock.systemUTC());
    }

    @Test
    void composeSetsVariablesThatAreSettings() throws Exception {
        Node gateway = documents("compose.yaml").get(0).at("services", "gateway");
        Map<String, String> environment = new HashMap<>();
        ((Map<?, ?>) gateway.at("environment").value())
                .forEach((name, value) -> environment.put(name.toString(), value.toString()));
        // Those that the operator gives, which Compose puts in.
        environment.put("SUBSTATION_CSMS_MAIN_URL", "ws://csms.example.org/{station}");
        environment.put("SUBSTATION_STORE_PASSWORD", "secret");

        Settings settings = read("{}", environment);

        assertEquals(
                List.of("main"), List.copyOf(settings.csms().keySet()), settings.csms()::toString);
        assertEquals(
                "[" + settings.http().port() + ":" + settings.http().port() + "]",
                gateway.at("ports").text());
    }

    @Test
    void composeLimitsTheGateway() throws IOException {
        Node gateway = documents("compose.yaml").get(0).at("services", "gateway");

        assertEquals("true", gateway.at("read_only").text());
        assertEquals(USER + ":0", gateway.at("user").text());
        assertEquals("[ALL]", gateway.at("cap_drop").text());
        assertEquals("[home:" + HOME + "]", gateway.at("volumes").text());
        assertEquals("[/tmp]", gateway.at("tmpfs").text());
        String check = gateway.at("healthcheck", "test").text();
        assertTrue(check.endsWith(", -jar, " + JAR + ", health]"), check);
    }

    @Test
    void theSettingsOfTheConfigMapAreRight() throws Exception {
        String password = kubernetes("Secret").at("stringData", "CSMS_PASSWORD").text();
        Settings settings =
                read(
                        kubernetes("ConfigMap").at("data", "site.yaml").text(),
                        Map.of("CSMS_PASSWORD", password));

        assertEquals(
                Integer.toString(settings.http().port()),
                pod().at("containers", "0", "ports", "0", "containerPort").text());
    }

    /** It would set SUBSTATION_PORT, which the gateway takes for a setting. */
    @Test
    void kubernetesSetsNoVariablesOfItsOwn() throws IOException {
        assertEquals("false", pod().at("enableServiceLinks").text());
    }

    @Test
    void probesAskForTheHealthOfTheGateway() throws IOException {
        Node container = pod().at("containers", "0");

        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertEquals("stations", container.at(probe, "httpGet", "port").text(), probe);
            assertEquals(
                    probe.startsWith("readiness") ? "/health/ready" : "/health/live",
                    container.at(probe, "httpGet", "path").text());
        }
        assertEquals(
                "stations", kubernetes("Service").at("spec", "ports", "0", "targetPort").text());
    }

    @Test
    void kubernetesRunsOneGatewayWithoutPrivileges() throws IOException {
        Node container = pod().at("containers", "0");

        assertEquals("1", kubernetes("StatefulSet").at("spec", "replicas").text());
        assertEquals(USER, pod().at("securityContext", "runAsUser").text());
        assertEquals(USER, pod().at("securityContext", "fsGroup").text());
        assertEquals("true", pod().at("securityContext", "runAsNonRoot").text());
        assertEquals("true", container.at("securityContext", "readOnlyRootFilesystem").text());
        assertEquals("[ALL]", container.at("securityContext", "capabilities", "drop").text());
    }

    @Test
    void everyFolderThatIsWrittenIsAVolume() throws IOException {
        Map<String, String> mounted =
                pod().at("containers", "0", "volumeMounts").all().stream()
                        .collect(
                                Collectors.toMap(
                                        mount -> mount.at("mountPath").text(),
                                        mount -> mount.at("name").text()));
        List<String> volumes =
                Stream.concat(
                                pod().at("volumes").all().stream()
                                        .map(volume -> volume.at("name").text()),
                                Stream.of(
                                        kubernetes("StatefulSet")
                                                .at("spec", "volumeClaimTemplates", "0")
                                                .at("metadata", "name")
                                                .text()))
                        .toList();

        assertTrue(mounted.keySet().containsAll(List.of(HOME, "/tmp")), mounted::toString);
        assertTrue(volumes.containsAll(mounted.values()), volumes::toString);
    }

    @Test
    void theImageHasTheUserTheHomeAndThePortsOfTheOthers() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertTrue(pom.contains("<user>" + USER + ":0</user>"));
        assertTrue(pom.contains("<SUBSTATION_HOME>" + HOME + "</SUBSTATION_HOME>"));
        assertTrue(pom.contains("-jar," + JAR + "</entrypoint>"));
        assertTrue(text("image-base").contains("substation:x:" + USER + ":0:"));
    }

    @Test
    void theServiceWritesNothingButTheLedger() throws IOException {
        String unit = text("substation.service");

        for (String line :
                List.of(
                        "User=substation",
                        "Environment=SUBSTATION_HOME=/etc/substation",
                        "ExecStart=/usr/bin/substation run",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "ReadWritePaths=" + HOME + " /etc/substation",
                        "SuccessExitStatus=143")) {
            assertTrue(unit.lines().anyMatch(line::equals), line);
        }
        assertTrue(
                text("dist.xml")
                        .contains(
                                "<link name=\"/etc/substation/data\" target=\""
                                        + HOME
                                        + "/data\""));
    }

    @Test
    void settingsAndRoutesOfThePackageAreConffiles() throws IOException {
        List<String> conffiles =
                text("dist.xml")
                        .lines()
                        .filter(line -> line.contains("conffile=\"true\""))
                        .toList();

        assertEquals(2, conffiles.size());
        assertTrue(conffiles.get(0).contains("payara/site.yaml"), conffiles::toString);
        assertTrue(conffiles.get(1).contains("camel-routes"), conffiles::toString);
    }
}
