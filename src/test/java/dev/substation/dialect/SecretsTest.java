package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of passwords, tokens and codes is kept: nothing. What is none stays. */
class SecretsTest {

    private static final Secrets USUAL = Secrets.USUAL;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AuthorizationKey",
                "AccessPointPassword",
                "RequestOwnerPasswords",
                "/WebUi/password/reset",
                "/Product/ActivationCode",
                "GiroEStaticToken",
                "api_key",
                "/wlan/api-Key",
                "GSM_PIN",
                "Kennwort",
                "ftpPass",
                "WlanPw",
                "apn.pw",
                "SimPin2",
                "wifi_psk_1",
                "PUK1",
                "BluetoothPasskey",
                "WPA2Key",
                "wep_key_1",
                "SNMPCommunity",
                "SigningKey",
                "ClientPrivKey",
                "InstallerCode",
                "http.basicAuth",
                " authorizationkey "
            })
    void knowsKeysWithASecret(String key) {
        Payload change = Payload.of("key", key, "value", "s3cret!x");

        assertEquals(change.with("value", "***"), USUAL.masked(change));
        assertEquals(
                Payload.of("configurationKey", List.of(change.with("value", "***"))),
                USUAL.masked(Payload.of("configurationKey", List.of(change))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HeartbeatInterval",
                "WebSocketPingInterval",
                "AccessPointUser",
                "SpinUpTime1",
                "KeypadEnabled",
                "MeterPublicKey2",
                "BypassMode",
                "/hw/connectors/1/meter/key",
                "UnlockConnectorOnEVSideDisconnect",
                "StopTransactionOnInvalidId"
            })
    void leavesOtherKeys(String key) {
        Payload change = Payload.of("key", key, "value", "s3cret!x");

        assertSame(change, USUAL.masked(change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ftp://user:s3cret@host:21/logs | ftp://user:***@host:21/logs",
                "ftp://user:p@s/s@host/logs | ftp://user:***@host/logs",
                "ftp:\\/\\/user:s3cret@host\\/logs | ftp:\\/\\/user:***@host\\/logs",
                "https://:s3cret@host/f.bin | https://:***@host/f.bin",
                "user:s3cret@ftp.host.example/logs | user:***@ftp.host.example/logs",
                "https://h/x?url=ftp%3A%2F%2Fu%3As3cret%40host | https://h/x?url=ftp%3A%2F%2Fu%3A***%40host",
                "https://h/f.bin?token=s3cret&x=1 | https://h/f.bin?token=***&x=1",
                "https://host:8080/a/b | https://host:8080/a/b",
                "https://host:8080/a@b | https://host:8080/a@b",
                "see ftp://user:s3c… | see ftp://user:***…",
                "{\"login\":{\"user\":\"u\",\"password\":\"s3cret\"}} | {\"login\":{\"user\":\"u\",\"password\":\"***\"}}",
                "{\"key\":\"WifiPassword\",\"value\":\"s3cret\"} | {\"key\":\"WifiPassword\",\"value\":\"***\"}",
                "{\"inner\":\"{\\\"password\\\":\\\"s3cret\\\"}\"} | {\"inner\":\"{\\\"password\\\":\\\"***\\\"}\"}",
                "[{\"pin\":1234}] | [{\"pin\":\"***\"}]",
                "{\"passwordSet\":true} | {\"passwordSet\":true}",
                "{\"password\":\"s3cret\", | {\"password\":\"***\",",
                "{\"value\":\"s3cret\",\"key\":\"WifiPassword\", | {\"value\":\"***\",\"key\":\"WifiPassword\",",
                "user=u;password=s3cret word;n=1 | user=u;password=***;n=1",
                "AccessPointPassword;s3cret | AccessPointPassword;***",
                "AccessPointPassword s3cret | AccessPointPassword ***",
                "<login><Password>s3cret</Password></login> | <login><Password>***</Password></login>",
                "<key>ApnPassword</key><value>s3cret</value> | <key>ApnPassword</key><value>***</value>",
                "<login password='s3cret'/> | <login password='***'/>",
                "Authorization: Basic dXNlcjpwYXNz | Authorization: Basic ***",
                "https://h/x?pw=s3cret&a=1 | https://h/x?pw=***&a=1",
                "https://h/x?sas=s3cret | https://h/x?sas=***",
                "-----BEGIN EC PRIVATE KEY-----\\nMHcCs3cret\\n-----END EC PRIVATE KEY----- | -----BEGIN EC PRIVATE KEY-----***-----END EC PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\\nMFkw\\n-----END PUBLIC KEY----- | -----BEGIN PUBLIC KEY-----\\nMFkw\\n-----END PUBLIC KEY-----",
                "logicalid=SupplyLimit | logicalid=SupplyLimit",
                "2026-11-28T10:00:00Z | 2026-11-28T10:00:00Z"
            })
    void findsThemInTheDataOfMakers(String data, String kept) {
        assertEquals(
                Payload.of("vendorId", "V", "data", kept),
                USUAL.masked(Payload.of("vendorId", "V", "data", data)));
    }

    @Test
    void hidesTheWholeDataOfAMessageThatIsCalledAfterASecret() {
        assertEquals(
                Payload.of("vendorId", "V", "messageId", "setPassword", "data", "***"),
                USUAL.masked(
                        Payload.of("vendorId", "V", "messageId", "setPassword", "data", "s3cret")));
        assertEquals(
                Payload.of("status", "Accepted", "data", "***"),
                USUAL.kept(
                                Payload.of("status", "Accepted", "data", "s3cret"),
                                List.of(),
                                "getPassword")
                        .payload());
    }

    /** A rule renames the CSMS's own name for a key: what is kept has that name alone. */
    @Test
    void hidesTheValueOfAKeyThatIsRenamedAndWhatNotesSayOfIt() {
        Secrets.Kept kept =
                USUAL.kept(
                        Payload.of("key", "apn3", "value", "s3cret-and-long"),
                        List.of(
                                Note.renamed("key", "apn3", "AccessPointPassword", "by the rule"),
                                Note.approximated("value", "s3cret-and-long", "s3cret", "cut"),
                                Note.whole(dev.substation.model.Loss.DEDUCED, "s3cret-and-long x")),
                        "");

        assertFalse(kept.toString().contains("s3cret"), kept.toString());
        assertEquals("apn3", kept.notes().get(0).original());
    }

    @Test
    void knowsTheNamesOfTheSite() {
        Secrets own = new Secrets(List.of("*meter/key*", "DoorCode"));

        assertEquals(
                "***",
                own.masked(Payload.of("key", "/hw/connectors/2/meter/key", "value", "abcd"))
                        .get("value"));
        assertEquals("{\"doorCode\":\"***\"}", own.inText("{\"doorCode\":\"1234\"}"));
    }

    @Test
    void leavesAMessageWithoutSecretsAsItIs() {
        Payload start =
                Payload.of(
                        "connectorId",
                        1L,
                        "idTag",
                        "12345678_dummy1",
                        "meterStart",
                        5L,
                        "timestamp",
                        "2026-11-28T10:00:00Z");

        assertSame(start, USUAL.masked(start));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "station=A id=1 the answer is ftp://u:s3cret@host | station=A id=1 the answer is ftp://u:***@host",
                "received [2,\"1\",\"ChangeConfiguration\",{\"key\":\"ApnPassword\",\"value\":\"s3 cret\"}] | received [2,\"1\",\"ChangeConfiguration\",{\"key\":\"ApnPassword\",\"value\":\"***\"}]",
                "{key=ApnPassword, readonly=false, value=s3 cret} | {key=ApnPassword, readonly=false, value=***}",
                "a key store needs a password; add one | a key store needs a password; add one"
            })
    void hidesThemInLinesOfTheLog(String line, String shown) {
        assertEquals(shown, USUAL.inLine(line));
    }

    /** The longest message that a station can send; patterns that look back take hours for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b+",
                "=a",
                "://",
                "\\\"",
                "\\",
                "\"",
                "password:",
                "{",
                "<a",
                "<key>",
                ":@",
                "//a:",
                "//a:b@",
                "%2F%2Fa%3A",
                "%2F%2F",
                "\"key\":\"a\"",
                "\"value\":\"",
                "key=a,",
                "?sig=",
                "//?a&",
                "authorization: basic ",
                "-----BEGIN PRIVATE KEY-----"
            })
    void isQuickOnLongTexts(String part) {
        String text = part.repeat((1 << 20) / part.length());

        for (String whole : List.of(text, '"' + text, text + "@", text + '"', ": " + text)) {
            Payload data = Payload.of("vendorId", "v", "data", whole, "more", whole);
            assertTimeout(Duration.ofSeconds(10), () -> USUAL.masked(data));
            assertTimeout(Duration.ofSeconds(10), () -> USUAL.inLine(whole));
        }
        String part16 = text.substring(0, 16_000);
        assertTimeout(Duration.ofSeconds(10), () -> USUAL.inText(": " + part16 + "@"));
    }

    @Test
    void looksThroughSoMuchOfAMessageAndHidesTheRest() {
        String harmless = "a: b ".repeat(20_000);
        Payload data = Payload.of("one", harmless, "two", harmless, "three", "plain words");

        Payload masked = USUAL.masked(data);

        assertEquals(harmless, masked.get("one"));
        assertEquals("*** (100000 characters)", masked.get("two"));
        String line = USUAL.inLine(harmless + "password=x");
        assertEquals(harmless.substring(0, 16_384), line.substring(0, 16_384));
        assertFalse(line.contains("password"), "the end of a long line");
    }

    @Test
    void keepsSignedValuesWhole() {
        String signed = "OCMF|{\"FV\":\"1.0\"}|".repeat(10_000);
        Payload sample = Payload.of("value", signed, "format", "SignedData");

        assertSame(sample, USUAL.masked(sample));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.blob.example/logs/d.zip?sv=2024&sig=Ab%2Bc%3D, https://a.blob.example/logs/d.zip?sv=2024&sig=***",
        "https://s3.example/d?X-Amz-Signature=0a1b&X-Amz-Date=20260101, https://s3.example/d?X-Amz-Signature=***&X-Amz-Date=20260101",
        "https://f.example/up?id=7&code=xyz, https://f.example/up?id=7&code=***",
        "https://f.example/up?design=7, https://f.example/up?design=7"
    })
    void hidesWhatSignsAnAddress(String address, String shown) {
        assertEquals(shown, USUAL.masked(Payload.of("location", address)).get("location"));
        assertEquals("to " + shown + " now", USUAL.inLine("to " + address + " now"));
    }
}
