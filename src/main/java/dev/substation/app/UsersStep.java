package dev.substation.app;

import dev.substation.access.Passwords;
import dev.substation.access.Role;
import dev.substation.access.User;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Runs {@code gw users}: who may log in to the console with a password. */
public final class UsersStep extends AccessStep {

    private static final String HELP =
            """
            usage: users list [--home DIR]
                   users add NAME --role ROLE [--home DIR]
                   users role NAME --role ROLE [--home DIR]
                   users password NAME [--home DIR]
                   users remove NAME [--home DIR]

            The users of the console. A running gateway knows changes at once, and ends the sessions
            of whom is removed or gets another password. The password is read from the keyboard, or
            from the standard input.

              --role ROLE      view: sees everything but cards;
                               operate: also sends operations to stations;
                               configure: also changes settings, rules and users
              --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                               default: $SUBSTATION_HOME, otherwise as for run
            """;

    private final Callable<String> password;

    /** For the launcher. */
    public UsersStep() {
        this(UsersStep::typed);
    }

    /**
     * @param password reads a password
     */
    UsersStep(Callable<String> password) {
        super("users", HELP, List.of(ROLE));
        this.password = password;
    }

    private static String typed() throws IOException, Unclear {
        Console console = System.console();
        if (console == null) {
            String line =
                    new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
                            .readLine();
            if (line == null) {
                throw new Unclear("There is no password on the standard input");
            }
            return line;
        }
        String first = new String(console.readPassword("Password: "));
        if (!first.equals(new String(console.readPassword("Again: ")))) {
            throw new Unclear("These are two different passwords");
        }
        return first;
    }

    @Override
    int run(Asked asked) throws IOException, Unclear {
        switch (asked.word(0).orElse("")) {
            case "list" -> list(asked);
            case "add" -> add(asked);
            case "role" -> {
                Role role = asked.role();
                change(asked, user -> new User(user.name(), role, user.hash(), user.since()));
                asked.out().println("%s has the role %s.".formatted(asked.name(), role.word()));
            }
            case "password" -> {
                String name = asked.name();
                require(asked, name);
                String hash = hash();
                change(asked, user -> new User(user.name(), user.role(), hash, user.since()));
                asked.out().println("%s has a new password.".formatted(name));
            }
            case "remove" -> remove(asked);
            default -> throw unknown();
        }
        return OK;
    }

    private static void list(Asked asked) {
        TextTable table = new TextTable("NAME", "ROLE", "SINCE");
        for (User user : asked.credentials().users()) {
            table.row(user.name(), user.role().word(), user.since().toString());
        }
        table.print(asked.out());
    }

    private void add(Asked asked) throws IOException, Unclear {
        String name = asked.name();
        Role role = asked.role();
        Optional<String> objection = User.objection(name);
        if (objection.isPresent()) {
            throw new Unclear(objection.get());
        }
        if (asked.credentials().users().stream().anyMatch(named(name))) {
            throw new Unclear("There is a user %s already; see users password".formatted(name));
        }
        User user = new User(name, role, hash(), asked.clock().instant());
        asked.credentials()
                .changeUsers(
                        all ->
                                Stream.concat(
                                                all.stream().filter(named(name).negate()),
                                                Stream.of(user))
                                        .toList());
        asked.out().println("%s may log in now, with the role %s.".formatted(name, role.word()));
    }

    private String hash() throws IOException, Unclear {
        String text;
        try {
            text = password.call();
        } catch (IOException | Unclear | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Optional<String> objection = Passwords.objection(text);
        if (objection.isPresent()) {
            throw new Unclear(objection.get());
        }
        return Passwords.hash(text);
    }

    private static void remove(Asked asked) throws IOException, Unclear {
        String name = asked.name();
        require(asked, name);
        asked.credentials().changeUsers(all -> all.stream().filter(named(name).negate()).toList());
        asked.out().println("%s cannot log in any more.".formatted(name));
    }

    /** What becomes of a user. */
    private interface Change {
        User of(User user);
    }

    private static void change(Asked asked, Change change) throws IOException, Unclear {
        String name = asked.name();
        require(asked, name);
        asked.credentials()
                .changeUsers(
                        all -> {
                            List<User> changed = new ArrayList<>();
                            all.forEach(
                                    user ->
                                            changed.add(
                                                    named(name).test(user)
                                                            ? change.of(user)
                                                            : user));
                            return changed;
                        });
    }

    private static void require(Asked asked, String name) throws Unclear {
        if (asked.credentials().users().stream().noneMatch(named(name))) {
            throw new Unclear("There is no user %s; see users list".formatted(name));
        }
    }

    private static Predicate<User> named(String name) {
        return user -> user.name().equals(name);
    }
}
