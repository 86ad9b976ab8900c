package dev.substation.files;

import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.settings.FileRelaySettings;
import dev.substation.flow.settings.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.CommandFactoryFactory;
import org.apache.ftpserver.command.impl.ABOR;
import org.apache.ftpserver.command.impl.CDUP;
import org.apache.ftpserver.command.impl.CWD;
import org.apache.ftpserver.command.impl.EPRT;
import org.apache.ftpserver.command.impl.EPSV;
import org.apache.ftpserver.command.impl.FEAT;
import org.apache.ftpserver.command.impl.LIST;
import org.apache.ftpserver.command.impl.MODE;
import org.apache.ftpserver.command.impl.NLST;
import org.apache.ftpserver.command.impl.NOOP;
import org.apache.ftpserver.command.impl.OPTS;
import org.apache.ftpserver.command.impl.PASS;
import org.apache.ftpserver.command.impl.PASV;
import org.apache.ftpserver.command.impl.PORT;
import org.apache.ftpserver.command.impl.PWD;
import org.apache.ftpserver.command.impl.QUIT;
import org.apache.ftpserver.command.impl.REST;
import org.apache.ftpserver.command.impl.SIZE;
import org.apache.ftpserver.command.impl.STRU;
import org.apache.ftpserver.command.impl.SYST;
import org.apache.ftpserver.command.impl.TYPE;
import org.apache.ftpserver.command.impl.USER;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;
import org.apache.ftpserver.usermanager.impl.AbstractUserManager;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.TransferRatePermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** The port for FTP. A login sees one file, or a folder into which it can put one. */
final class FtpFace implements AutoCloseable {

    private static final int IDLE_S = 120;
    private static final int DATA_IDLE_S = 60;
    private static final int FAILED_LOGINS = 3;
    private static final int FAILED_LOGIN_DELAY_MS = 500;
    private static final int LOGINS_OF_ONE = 4;
    private static final int SPARE_THREADS = 4;

    /** Logins cost no thread while they are idle. */
    private static final int LOGINS = 200;

    private final FileRelaySettings settings;
    private final OpenTransfers files;
    private final Transfers transfers;
    private Optional<FtpServer> server = Optional.empty();

    FtpFace(FileRelaySettings settings, OpenTransfers files, Transfers transfers) {
        this.settings = settings;
        this.files = files;
        this.transfers = transfers;
    }

    void start() throws IOException {
        if (settings.ftpPort().isEmpty()) {
            return;
        }
        FtpServerFactory factory = new FtpServerFactory();
        factory.addListener("default", listener(settings.ftpPort().get()).createListener());
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setAnonymousLoginEnabled(false);
        connections.setMaxLogins(LOGINS);
        connections.setMaxLoginFailures(FAILED_LOGINS);
        connections.setLoginFailureDelay(FAILED_LOGIN_DELAY_MS);
        connections.setMaxThreads(settings.atOnce() + SPARE_THREADS);
        factory.setConnectionConfig(connections.createConnectionConfig());
        factory.setUserManager(new Users());
        factory.setFileSystem(user -> new FtpFolder(((Login) user).transfer, transfers));
        CommandFactoryFactory commands = new CommandFactoryFactory();
        commands.setUseDefaultCommands(false);
        commands.setCommandMap(commands());
        factory.setCommandFactory(commands.createCommandFactory());
        FtpServer made = factory.createServer();
        try {
            made.start();
        } catch (FtpException | RuntimeException e) {
            throw new IOException(
                    "files.ftp-port %d cannot be opened: %s"
                            .formatted(settings.ftpPort().get(), Failures.reason(e)),
                    e);
        }
        server = Optional.of(made);
    }

    private ListenerFactory listener(int port) {
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setActiveIpCheck(true);
        data.setPassiveIpCheck(true);
        data.setIdleTime(DATA_IDLE_S);
        data.setPassivePorts(settings.passivePorts());
        settings.host()
                .flatMap(Networks::literal)
                .map(InetAddress::getHostAddress)
                .ifPresent(data::setPassiveExternalAddress);
        ListenerFactory listener = new ListenerFactory();
        listener.setPort(port);
        listener.setServerAddress(settings.address());
        listener.setIdleTimeout(IDLE_S);
        listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
        listener.setSessionFilter(
                session -> {
                    InetAddress from =
                            ((InetSocketAddress) session.getRemoteAddress()).getAddress();
                    return files.accepts(from);
                });
        return listener;
    }

    /** What it takes to move one file; nothing that changes or tells more. */
    private Map<String, Command> commands() {
        return Map.ofEntries(
                Map.entry("USER", new USER()),
                Map.entry("PASS", new PASS()),
                Map.entry("QUIT", new QUIT()),
                Map.entry("NOOP", new NOOP()),
                Map.entry("SYST", new SYST()),
                Map.entry("FEAT", new FEAT()),
                Map.entry("OPTS", new OPTS()),
                Map.entry("TYPE", new TYPE()),
                Map.entry("MODE", new MODE()),
                Map.entry("STRU", new STRU()),
                Map.entry("PASV", new PASV()),
                Map.entry("EPSV", new EPSV()),
                Map.entry("PORT", new PORT()),
                Map.entry("EPRT", new EPRT()),
                Map.entry("PWD", new PWD()),
                Map.entry("XPWD", new PWD()),
                Map.entry("CWD", new CWD()),
                Map.entry("CDUP", new CDUP()),
                Map.entry("LIST", new LIST()),
                Map.entry("NLST", new NLST()),
                Map.entry("SIZE", new SIZE()),
                Map.entry("REST", new REST()),
                Map.entry("ABOR", new ABOR()),
                Map.entry("RETR", new FtpRetrieve()),
                Map.entry("STOR", new FtpStore(false)),
                Map.entry("APPE", new FtpStore(true)));
    }

    /** Whoever may move one file. */
    private static final class Login extends BaseUser {

        private final FileTransfer transfer;

        Login(FileTransfer transfer) {
            this.transfer = transfer;
            setName(transfer.id());
            setHomeDirectory("/");
            setMaxIdleTime(IDLE_S);
            setAuthorities(
                    List.<Authority>of(
                            new WritePermission(),
                            new ConcurrentLoginPermission(LOGINS_OF_ONE, LOGINS_OF_ONE),
                            new TransferRatePermission(0, 0)));
        }
    }

    private final class Users extends AbstractUserManager {

        @Override
        public User authenticate(Authentication shown) throws AuthenticationFailedException {
            if (shown instanceof UsernamePasswordAuthentication login
                    && login.getUsername() != null
                    && login.getPassword() != null) {
                Optional<FileTransfer> found =
                        files.admitted(FileRelayMode.FTP, login.getUsername(), login.getPassword());
                if (found.isPresent()) {
                    return new Login(found.get());
                }
                if (login.getUserMetadata() != null) {
                    files.rejected(
                            login.getUserMetadata().getInetAddress(),
                            "unknown or expired FTP login");
                }
            }
            throw new AuthenticationFailedException("unknown or expired");
        }

        /** Users are known by their login alone. */
        @Override
        public User getUserByName(String name) {
            return null;
        }

        @Override
        public String[] getAllUserNames() {
            return new String[0];
        }

        @Override
        public void delete(String name) throws FtpException {
            throw new FtpException("users cannot be changed");
        }

        @Override
        public void save(User user) throws FtpException {
            throw new FtpException("users cannot be changed");
        }

        @Override
        public boolean doesExist(String name) {
            return false;
        }
    }

    @Override
    public void close() {
        server.ifPresent(FtpServer::stop);
        server = Optional.empty();
    }
}
