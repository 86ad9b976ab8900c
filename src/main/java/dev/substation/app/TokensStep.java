package dev.substation.app;

import dev.substation.access.ApiToken;
import dev.substation.access.Role;
import dev.substation.access.User;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs {@code gw tokens}: the tokens with which programs use the API. */
public final class TokensStep extends AccessStep {

    private static final String DAYS = "--days";
    private static final int MOST_DIGITS = 5;

    private static final String HELP =
            """
            usage: tokens list [--home DIR]
                   tokens add NAME --role ROLE [--days N] [--home DIR]
                   tokens revoke NAME [--home DIR]

            The tokens with which programs use the API: Authorization: Bearer TOKEN. A token is shown
            once, when it is made. A running gateway knows changes at once.

              --role ROLE      view: sees everything but cards;
                               operate: also sends operations to stations;
                               configure: also changes settings, rules and users
              --days N         the token ends after N days; otherwise when it is revoked
              --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                               default: $SUBSTATION_HOME, otherwise as for run
            """;

    /** For the launcher. */
    public TokensStep() {
        super("tokens", HELP, List.of(ROLE, DAYS));
    }

    @Override
    int run(Asked asked) throws IOException, Unclear {
        switch (asked.word(0).orElse("")) {
            case "list" -> list(asked);
            case "add" -> add(asked);
            case "revoke" -> revoke(asked);
            default -> throw unknown();
        }
        return OK;
    }

    private static void list(Asked asked) {
        TextTable table = new TextTable("NAME", "ROLE", "SINCE", "UNTIL");
        for (ApiToken token : asked.credentials().tokens()) {
            table.row(
                    token.name(),
                    token.role().word(),
                    token.since().toString(),
                    token.until().map(Instant::toString).orElse("it is revoked"));
        }
        table.print(asked.out());
    }

    private static void add(Asked asked) throws IOException, Unclear {
        String name = asked.name();
        Role role = asked.role();
        Optional<String> objection = User.objection(name);
        if (objection.isPresent()) {
            throw new Unclear(objection.get());
        }
        if (asked.credentials().tokens().stream().anyMatch(named(name))) {
            throw new Unclear("There is a token %s already; revoke it first".formatted(name));
        }
        Instant now = asked.clock().instant();
        Optional<Instant> until = days(asked).map(now::plus);
        String text = ApiToken.random();
        ApiToken token = new ApiToken(name, role, ApiToken.hash(text), now, until);
        asked.credentials()
                .changeTokens(
                        all ->
                                Stream.concat(
                                                all.stream().filter(named(name).negate()),
                                                Stream.of(token))
                                        .toList());
        asked.out().println(text);
    }

    private static Optional<Duration> days(Asked asked) throws Unclear {
        Optional<String> days = asked.arguments().option(DAYS);
        if (days.isEmpty()) {
            return Optional.empty();
        }
        if (!days.get().matches("[1-9]\\d{0,%d}".formatted(MOST_DIGITS - 1))) {
            throw new Unclear(DAYS + " is a whole number from 1 on", WRONG_USE);
        }
        return days.map(Integer::parseInt).map(Duration::ofDays);
    }

    private static void revoke(Asked asked) throws IOException, Unclear {
        String name = asked.name();
        if (asked.credentials().tokens().stream().noneMatch(named(name))) {
            throw new Unclear("There is no token %s; see tokens list".formatted(name));
        }
        asked.credentials().changeTokens(all -> all.stream().filter(named(name).negate()).toList());
        asked.out().println("The token %s no longer counts.".formatted(name));
    }

    private static Predicate<ApiToken> named(String name) {
        return token -> token.name().equals(name);
    }
}
