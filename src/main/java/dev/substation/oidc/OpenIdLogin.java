package dev.substation.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.substation.access.OidcSettings;
import dev.substation.access.SingleSignOn;
import dev.substation.flow.time.Moment;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Logs users in by the authorization code flow with PKCE (OpenID Connect Core 1.0 section 3.1, RFC
 * 7636). What the provider says of itself is asked again every hour.
 */
public final class OpenIdLogin implements SingleSignOn {

    private static final int TIMEOUT_MS = 10_000;
    private static final int MOST_KEYS = 1 << 20;
    private static final Duration METADATA_LIFE = Duration.ofHours(1);
    private static final int BYTES = 32;
    private static final Duration REST = Duration.ofSeconds(10);

    /** What connections to the provider are made with; may block. */
    @FunctionalInterface
    public interface Sockets {
        SSLSocketFactory factory() throws IOException;
    }

    /** A provider that did not answer is not asked again for a while. */
    private record Failed(String why, Moment at) {}

    private record Asked(OIDCProviderMetadata metadata, Moment at) {}

    private final OidcSettings settings;
    private final Sockets sockets;
    private final Supplier<Moment> clock;
    private final Attempts attempts = new Attempts();

    private volatile Optional<Asked> asked = Optional.empty();
    private volatile Optional<Failed> failed = Optional.empty();

    /**
     * @param clock monotonic
     */
    public OpenIdLogin(OidcSettings settings, Sockets sockets, Supplier<Moment> clock) {
        this.settings = settings;
        this.sockets = sockets;
        this.clock = clock;
    }

    private OIDCProviderMetadata metadata() throws IOException {
        Moment now = clock.get();
        Optional<Asked> known =
                asked.filter(one -> one.at().until(now).compareTo(METADATA_LIFE) < 0);
        if (known.isPresent()) {
            return known.get().metadata();
        }
        Optional<Failed> lately = failed.filter(one -> one.at().until(now).compareTo(REST) < 0);
        if (lately.isPresent()) {
            throw new IOException(lately.get().why());
        }
        try {
            return asked(now);
        } catch (IOException e) {
            failed = Optional.of(new Failed(e.getMessage(), clock.get()));
            throw e;
        }
    }

    private OIDCProviderMetadata asked(Moment now) throws IOException {
        SSLSocketFactory factory = sockets.factory();
        try {
            OIDCProviderMetadata metadata =
                    OIDCProviderMetadata.resolve(
                            new Issuer(settings.issuer()), request -> prepared(request, factory));
            asked = Optional.of(new Asked(metadata, now));
            return metadata;
        } catch (Exception e) { // the library declares several
            throw new IOException("%s: %s".formatted(settings.issuer(), e.getMessage()), e);
        }
    }

    private static HTTPRequest prepared(HTTPRequest request, SSLSocketFactory factory) {
        request.setConnectTimeout(TIMEOUT_MS);
        request.setReadTimeout(TIMEOUT_MS);
        request.setFollowRedirects(false);
        request.setSSLSocketFactory(factory);
        return request;
    }

    @Override
    public Optional<URI> console() {
        return settings.url();
    }

    @Override
    public Begun begin(URI back) throws IOException {
        OIDCProviderMetadata metadata = metadata();
        State state = new State(BYTES);
        Nonce nonce = new Nonce(BYTES);
        CodeVerifier verifier = new CodeVerifier();
        attempts.add(
                state.getValue(),
                new Attempts.Attempt(
                        nonce.getValue(), verifier.getValue(), back.toString(), clock.get()));
        URI to =
                new AuthenticationRequest.Builder(
                                ResponseType.CODE,
                                new Scope("openid", "profile", "email"),
                                client(),
                                back)
                        .endpointURI(metadata.getAuthorizationEndpointURI())
                        .state(state)
                        .nonce(nonce)
                        .codeChallenge(verifier, CodeChallengeMethod.S256)
                        .build()
                        .toURI();
        return new Begun(to, state.getValue());
    }

    private ClientID client() {
        return new ClientID(settings.clientId());
    }

    @Override
    public Known end(URI answer, String state) throws IOException {
        Attempts.Attempt attempt =
                attempts.take(state, clock.get())
                        .orElseThrow(() -> new IOException("it did not begin here, or long ago"));
        try {
            OIDCTokens tokens = tokens(code(answer, state), attempt);
            IDTokenClaimsSet claims = validated(tokens.getIDToken(), attempt);
            return known(claims, tokens);
        } catch (ParseException | java.text.ParseException | BadJOSEException | JOSEException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private AuthorizationCode code(URI answer, String state) throws IOException, ParseException {
        AuthenticationResponse response = AuthenticationResponseParser.parse(answer);
        if (response.getState() == null || !response.getState().getValue().equals(state)) {
            throw new IOException("the browser came back with the login of another");
        }
        if (response instanceof AuthenticationErrorResponse refused) {
            throw new IOException("the provider says " + refused.getErrorObject().getCode());
        }
        Issuer issuer = response.toSuccessResponse().getIssuer(); // RFC 9207
        if (issuer != null && !issuer.equals(new Issuer(settings.issuer()))) {
            throw new IOException("another provider has answered");
        }
        return response.toSuccessResponse().getAuthorizationCode();
    }

    private OIDCTokens tokens(AuthorizationCode code, Attempts.Attempt attempt)
            throws IOException, ParseException {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(
                        code, URI.create(attempt.back()), new CodeVerifier(attempt.verifier()));
        URI endpoint = metadata().getTokenEndpointURI();
        TokenRequest request =
                settings.clientSecret()
                        .map(
                                secret ->
                                        new TokenRequest.Builder(
                                                endpoint,
                                                new ClientSecretBasic(client(), new Secret(secret)),
                                                grant))
                        .orElseGet(() -> new TokenRequest.Builder(endpoint, client(), grant))
                        .build();
        TokenResponse response =
                OIDCTokenResponseParser.parse(
                        prepared(request.toHTTPRequest(), sockets.factory()).send());
        if (!response.indicatesSuccess()) {
            throw new IOException(
                    "the provider gives no token: "
                            + response.toErrorResponse().getErrorObject().getCode());
        }
        return ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
    }

    /** Only with a signature that the provider alone can make: no secret is shared for it. */
    private IDTokenClaimsSet validated(JWT token, Attempts.Attempt attempt)
            throws IOException, BadJOSEException, JOSEException {
        if (!(token instanceof SignedJWT signed)) {
            throw new IOException("the id token is not signed");
        }
        JWSAlgorithm algorithm = signed.getHeader().getAlgorithm();
        if (!JWSAlgorithm.Family.SIGNATURE.contains(algorithm)) {
            throw new IOException("the id token is signed by " + algorithm);
        }
        OIDCProviderMetadata metadata = metadata();
        return new IDTokenValidator(
                        metadata.getIssuer(),
                        client(),
                        algorithm,
                        metadata.getJWKSetURI().toURL(),
                        new DefaultResourceRetriever(
                                TIMEOUT_MS, TIMEOUT_MS, MOST_KEYS, true, sockets.factory()))
                .validate(token, new Nonce(attempt.nonce()));
    }

    private Known known(IDTokenClaimsSet claims, OIDCTokens tokens)
            throws IOException, ParseException, java.text.ParseException {
        Map<String, Object> said = tokens.getIDToken().getJWTClaimsSet().getClaims();
        String subject = claims.getSubject().getValue();
        Claims known = new Claims(settings, said, subject);
        return known.needsMore() ? known.and(userInfo(subject, tokens)) : known.known();
    }

    private Map<String, Object> userInfo(String subject, OIDCTokens tokens)
            throws IOException, ParseException {
        URI endpoint = metadata().getUserInfoEndpointURI();
        if (endpoint == null || !(tokens.getAccessToken() instanceof BearerAccessToken bearer)) {
            return Map.of();
        }
        UserInfoResponse response =
                UserInfoResponse.parse(
                        prepared(
                                        new UserInfoRequest(endpoint, bearer).toHTTPRequest(),
                                        sockets.factory())
                                .send());
        if (!response.indicatesSuccess()
                || response.toSuccessResponse().getUserInfo() == null
                || !response.toSuccessResponse()
                        .getUserInfo()
                        .getSubject()
                        .getValue()
                        .equals(subject)) {
            return Map.of();
        }
        return response.toSuccessResponse().getUserInfo().toJSONObject();
    }
}
