package dev.substation.access;

import dev.substation.home.FileStamp;
import dev.substation.home.OwnFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Who may log in: users and API tokens in {@code data/} of the home, which {@code gw users} and
 * {@code gw tokens} change, and the admin token, which the first start makes. All count at once.
 */
public final class Credentials {

    private static final String USERS = "users";
    private static final String TOKENS = "tokens";
    private static final String ADMIN_TOKEN = "admin-token";

    private final Path adminFile;
    private final EntryFile<User> users;
    private final EntryFile<ApiToken> tokens;
    private final InstantSource clock;

    private FileStamp adminStamp;
    private Optional<String> adminHash = Optional.empty();

    /**
     * @param data the folder {@code data/} of a home
     * @param clock ends tokens
     */
    public Credentials(Path data, InstantSource clock) {
        this.clock = clock;
        adminFile = adminFile(data);
        users =
                new EntryFile<>(
                        data.resolve(USERS),
                        "# name, role, hash of the password, since; gw users changes it\n",
                        User::read,
                        User::line);
        tokens =
                new EntryFile<>(
                        data.resolve(TOKENS),
                        "# name, role, hash of the token, since, until; gw tokens changes it\n",
                        ApiToken::read,
                        ApiToken::line);
    }

    /** The file of the admin token. */
    public static Path adminFile(Path data) {
        return data.resolve(ADMIN_TOKEN);
    }

    /** The admin token, for commands on this machine; empty when it cannot be read. */
    public static Optional<String> adminToken(Path data) {
        try {
            return Optional.of(Files.readString(adminFile(data)).strip())
                    .filter(token -> !token.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes the admin token if there is none.
     *
     * @return the file, if it was made now
     */
    public Optional<Path> makeAdminToken() throws IOException {
        if (Files.exists(adminFile)) {
            return Optional.empty();
        }
        try {
            OwnFiles.change(adminFile, none -> ApiToken.random() + "\n");
        } catch (FileAlreadyExistsException beingMade) {
            if (!Files.exists(adminFile)) {
                throw beingMade; // left behind by a process that was killed; a later start makes it
            }
            return Optional.empty();
        }
        return Optional.of(adminFile);
    }

    /** Whose token it is. */
    public Optional<Operator> byToken(String token) {
        String hash = ApiToken.hash(token);
        if (isAdmins(hash)) {
            return Optional.of(new Operator(Operator.ADMIN, Role.CONFIGURE, Operator.Way.TOKEN));
        }
        return tokens.all().stream()
                .filter(one -> ApiToken.same(one.hash(), hash))
                .filter(one -> one.countsAt(clock.instant()))
                .findFirst()
                .map(one -> new Operator(one.name(), one.role(), Operator.Way.TOKEN));
    }

    private boolean isAdmins(String hash) {
        return adminHash().filter(known -> ApiToken.same(known, hash)).isPresent();
    }

    private synchronized Optional<String> adminHash() {
        FileStamp now = FileStamp.of(adminFile);
        if (!now.equals(adminStamp)) {
            adminHash = adminToken(adminFile.getParent()).map(ApiToken::hash);
            adminStamp = adminHash.isPresent() ? now : null; // a mended mode does not change it
        }
        return adminHash;
    }

    /**
     * Somebody who can log in with a name.
     *
     * @param secret the hash of what must be shown; a session ends when it changes
     */
    record Known(Role role, String secret) {}

    /** Who has a name now. */
    Optional<Known> named(String name) {
        return name.equals(Operator.ADMIN)
                ? adminHash().map(hash -> new Known(Role.CONFIGURE, hash))
                : users.all().stream()
                        .filter(user -> user.name().equals(name))
                        .findFirst()
                        .map(user -> new Known(user.role(), user.hash()));
    }

    /** Whether somebody may log in so. Takes the same time for a name that nobody has. */
    Optional<Known> checked(String name, String password) {
        Optional<Known> known = named(name);
        if (name.equals(Operator.ADMIN)) {
            return known.filter(one -> ApiToken.same(one.secret(), ApiToken.hash(password)));
        }
        return Passwords.fits(password, known.map(Known::secret)) ? known : Optional.empty();
    }

    /** All users. */
    public List<User> users() {
        return users.all();
    }

    /** Changes the users. */
    public void changeUsers(UnaryOperator<List<User>> change) throws IOException {
        users.change(change);
    }

    /** All API tokens. */
    public List<ApiToken> tokens() {
        return tokens.all();
    }

    /** Changes the API tokens. */
    public void changeTokens(UnaryOperator<List<ApiToken>> change) throws IOException {
        tokens.change(change);
    }
}
