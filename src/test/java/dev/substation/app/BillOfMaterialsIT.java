package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The software bills of materials name what is really in the WAR and in the runnable jar. */
class BillOfMaterialsIT {

    private static final Path WAR = Path.of(System.getProperty("substation.war"));
    private static final Path TARGET = WAR.getParent();

    @BeforeAll
    static void builtOnline() {
        assumeTrue(
                Files.exists(TARGET.resolve("substation.war.cdx.json")),
                "the build was offline and wrote no bill of materials");
    }

    @Test
    void namesEachLibraryOfTheWar() throws IOException {
        Set<String> named = files(bill("substation.war.cdx.json"));
        Set<String> missing = new TreeSet<>();
        try (ZipFile war = new ZipFile(WAR.toFile())) {
            war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("WEB-INF/lib/".length()))
                    .filter(name -> !named.contains(name))
                    .forEach(missing::add);
        }

        assertEquals(Set.of(), missing);
        assertTrue(named.stream().anyMatch(name -> name.startsWith("camel-core")), "" + named);
    }

    @Test
    void namesNoLibraryOfTheTests() throws IOException {
        Set<String> named = files(bill("substation.jar.cdx.json"));

        assertEquals(
                List.of(),
                named.stream()
                        .filter(name -> name.startsWith("junit") || name.startsWith("arquillian"))
                        .toList());
    }

    @Test
    void namesThePayaraMicroOfTheRunnableJarByItsHash()
            throws IOException, NoSuchAlgorithmException {
        JsonObject payara =
                components(bill("substation.jar.cdx.json"))
                        .filter(one -> one.get("name").getAsString().equals("payara-micro"))
                        .findFirst()
                        .orElseThrow();
        byte[] jar = Files.readAllBytes(Path.of(System.getProperty("payara.jar")));
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));

        JsonArray hashes = payara.getAsJsonArray("hashes");
        assertEquals(hash, hashes.get(0).getAsJsonObject().get("content").getAsString());
        assertFalse(payara.get("version").getAsString().isEmpty());
    }

    private static JsonObject bill(String name) throws IOException {
        return JsonParser.parseString(Files.readString(TARGET.resolve(name))).getAsJsonObject();
    }

    private static Stream<JsonObject> components(JsonObject bill) {
        return StreamSupport.stream(bill.getAsJsonArray("components").spliterator(), false)
                .map(JsonElement::getAsJsonObject);
    }

    private static Set<String> files(JsonObject bill) {
        return components(bill)
                .map(
                        one ->
                                one.get("name").getAsString()
                                        + "-"
                                        + one.get("version").getAsString()
                                        + ".jar")
                .collect(Collectors.toSet());
    }
}
