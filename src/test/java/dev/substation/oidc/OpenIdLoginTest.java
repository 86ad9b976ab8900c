package dev.substation.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.access.OidcSettings;
import dev.substation.access.Role;
import dev.substation.access.SingleSignOn.Begun;
import dev.substation.access.SingleSignOn.Known;
import dev.substation.flow.settings.TlsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.testing.IdentityProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins at an identity provider that somebody else has written. */
class OpenIdLoginTest {

    private static final URI BACK = URI.create("http://127.0.0.1:1/api/v1/session/oidc/callback");
    private static final String CLAIMS = "{\"roles\":[\"substation-operate\"]}";

    private static IdentityProvider provider;

    private Moment now = new Moment(0);

    @BeforeAll
    static void start() {
        provider = IdentityProvider.start();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    private OpenIdLogin login(URI issuer, String roleClaim) {
        return new OpenIdLogin(
                new OidcSettings(
                        issuer,
                        "substation",
                        Optional.of("s3cret:ü"),
                        Optional.empty(),
                        "preferred_username",
                        roleClaim,
                        Map.of(
                                Role.VIEW, "substation-view",
                                Role.OPERATE, "substation-operate",
                                Role.CONFIGURE, "admins of the site"),
                        TlsSettings.USUAL),
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                () -> now);
    }

    private OpenIdLogin login() {
        return login(provider.issuer("site"), "roles");
    }

    private static String fault(OpenIdLogin login, URI answer, String state) {
        return assertThrows(IOException.class, () -> login.end(answer, state)).getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "roles | {'roles':['x','substation-operate']} | OPERATE",
                "roles | {'roles':['substation-view','admins of the site']} | CONFIGURE",
                "roles | {'roles':'substation-view'} | VIEW",
                "roles | {'roles':'admins of the site'} | CONFIGURE",
                "roles | {'roles':'once substation-view'} |",
                "scope | {'scope':'openid substation-operate'} | OPERATE",
                "realm_access.roles | {'realm_access':{'roles':['substation-view']}} | VIEW",
                "https://example.org/roles | {'https://example.org/roles':['substation-view']} | VIEW",
                "roles | {'roles':['substation-viewer', 7, null, {'substation-view':1}]} |",
                "roles | {'realm_access':{'roles':['substation-view']}} |",
                "a.b.c | {'a':{'b':'substation-view'}} |",
            })
    void theProviderGivesTheRole(String claim, String claims, Role role) throws Exception {
        OpenIdLogin login = login(provider.issuer("site"), claim);
        Begun begun = login.begin(BACK);

        URI answer = IdentityProvider.login(begun.to(), "anna", claims.replace('\'', '"'));
        Known known = login.end(answer, begun.state());

        assertEquals(new Known("anna", "anna", Optional.ofNullable(role)), known);
    }

    @Test
    void theNameIsInOneLineAndNotLong() throws Exception {
        OpenIdLogin login = login();
        Begun begun = login.begin(BACK);

        URI answer =
                IdentityProvider.login(
                        begun.to(),
                        "subject",
                        "{\"preferred_username\":\"änna <b>\\n" + "x".repeat(200) + "\"}");

        assertEquals("änna__b__" + "x".repeat(64 - 9), login.end(answer, begun.state()).name());
    }

    @Test
    void aBrowserComesBackOnceWithItsOwnLogin() throws Exception {
        OpenIdLogin login = login();
        Begun own = login.begin(BACK);
        Begun others = login.begin(BACK);
        URI answer = IdentityProvider.login(own.to(), "anna", CLAIMS);

        assertTrue(fault(login, answer, others.state()).contains("login of another"));
        assertTrue(fault(login, answer, "made up").contains("did not begin here"));
        login.end(answer, own.state());
        assertTrue(fault(login, answer, own.state()).contains("did not begin here"));
    }

    @Test
    void aLoginEndsWithinTenMinutes() throws Exception {
        OpenIdLogin login = login();
        Begun begun = login.begin(BACK);
        URI answer = IdentityProvider.login(begun.to(), "anna", CLAIMS);
        now = now.plus(Duration.ofMinutes(10));

        assertTrue(fault(login, answer, begun.state()).contains("long ago"));
    }

    @Test
    void manyThatBeginDoNotFillTheMemory() throws Exception {
        OpenIdLogin login = login();
        Begun first = login.begin(BACK);
        for (int i = 0; i < 1_000; i++) {
            login.begin(BACK);
        }
        URI answer = IdentityProvider.login(first.to(), "anna", CLAIMS);

        assertTrue(fault(login, answer, first.state()).contains("did not begin here"));
    }

    @Test
    void theTokenOfAnotherLoginOrProviderIsNone() throws Exception {
        OpenIdLogin login = login();
        Begun begun = login.begin(BACK);
        String to = begun.to().toString();

        URI otherNonce = URI.create(to.replaceFirst("([?&]nonce=)[^&]*", "$1" + "A".repeat(43)));
        URI answer = IdentityProvider.login(otherNonce, "anna", CLAIMS);
        assertTrue(fault(login, answer, begun.state()).contains("nonce"));

        Begun second = login.begin(BACK);
        URI mixed =
                URI.create(
                        IdentityProvider.login(second.to(), "anna", CLAIMS)
                                + "&iss=https://elsewhere.example.org");
        assertTrue(fault(login, mixed, second.state()).contains("another provider"));
    }

    @ParameterizedTest
    @CsvSource({
        "error=access_denied&state=S, the provider says access_denied",
        "error=access_denied, login of another",
        "code=made-up&state=S, ''",
        "nothing=1, ''",
    })
    void whatTheProviderDoesNotSayIsALogin(String query, String sentence) throws Exception {
        OpenIdLogin login = login();
        Begun begun = login.begin(BACK);
        URI answer = URI.create(BACK + "?" + query.replace("S", begun.state()));

        String fault = fault(login, answer, begun.state());

        assertTrue(fault.contains(sentence), fault);
    }

    @Test
    void aProviderThatIsAwayOrAnotherIsNamed() {
        OpenIdLogin away = login(URI.create("http://127.0.0.1:9/site"), "roles");
        String fault = assertThrows(IOException.class, () -> away.begin(BACK)).getMessage();
        assertTrue(fault.startsWith("http://127.0.0.1:9/site: "), fault);
        assertEquals(
                fault,
                assertThrows(IOException.class, () -> away.begin(BACK)).getMessage(),
                "it is not asked again at once");

        OpenIdLogin other =
                login(URI.create(provider.issuer("site").toString() + "/../other"), "roles");
        assertThrows(IOException.class, () -> other.begin(BACK));
    }
}
