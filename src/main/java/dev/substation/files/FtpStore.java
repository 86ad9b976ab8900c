package dev.substation.files;

import dev.substation.files.Transfers.Bringing;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.ftpserver.command.AbstractCommand;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * STOR and APPE. The library's own commands close a file in the same way whether all of it has come
 * or the connection broke; this one tells the two apart, and confirms only what the CSMS's side has
 * confirmed.
 */
final class FtpStore extends AbstractCommand {

    private static final long BROKEN_OFF_WITHIN_MS = 300;

    private final boolean appends;

    FtpStore(boolean appends) {
        this.appends = appends;
    }

    @Override
    public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
            throws IOException, FtpException {
        long from = session.getFileOffset();
        session.resetState();
        session.setDataType(DataType.BINARY);
        try {
            if (!request.hasArgument()) {
                reply(
                        session,
                        FtpReply.REPLY_501_SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS,
                        "No name");
                return;
            }
            FtpFile file = session.getFileSystemView().getFile(request.getArgument());
            if (!(file instanceof FtpEntry entry) || !file.isWritable()) {
                reply(
                        session,
                        FtpReply.REPLY_550_REQUESTED_ACTION_NOT_TAKEN,
                        "This login can only fetch a file");
                return;
            }
            take(session, entry, appends ? entry.getSize() : from);
        } finally {
            session.getDataConnection().closeDataConnection();
        }
    }

    private static void take(FtpIoSession session, FtpEntry entry, long from) throws IOException {
        Bringing bringing;
        try {
            bringing = entry.bring(from);
        } catch (Transfers.NoRoom later) {
            reply(session, FtpReply.REPLY_450_REQUESTED_FILE_ACTION_NOT_TAKEN, later.getMessage());
            return;
        } catch (IOException e) {
            reply(session, FtpReply.REPLY_550_REQUESTED_ACTION_NOT_TAKEN, Failures.reason(e));
            return;
        }
        reply(session, FtpReply.REPLY_150_FILE_STATUS_OKAY, "Send the file");
        Taking out = new Taking(bringing);
        try {
            DataConnection data = session.getDataConnection().openConnection();
            data.transferFromClient(session.getFtpletSession(), out);
            // FTP ends a file by closing a connection, as a station does that breaks off. One that
            // has sent all keeps the other connection and waits for the reply.
            if (session.getCloseFuture().await(BROKEN_OFF_WITHIN_MS)) {
                throw new IOException("the station ended the connection");
            }
        } catch (Exception broken) {
            if (out.refused == null) {
                bringing.cut(broken);
                reply(
                        session,
                        FtpReply.REPLY_426_CONNECTION_CLOSED_TRANSFER_ABORTED,
                        "The connection broke");
            } else {
                bringing.refuse(out.refused);
                reply(
                        session,
                        FtpReply.REPLY_552_REQUESTED_FILE_ACTION_ABORTED_EXCEEDED_STORAGE,
                        Failures.reason(out.refused));
            }
            return;
        }
        try {
            bringing.finish();
        } catch (IOException e) {
            reply(
                    session,
                    FtpReply.REPLY_451_REQUESTED_ACTION_ABORTED,
                    "The CSMS has not taken the file: " + Failures.reason(e));
            return;
        }
        reply(session, FtpReply.REPLY_226_CLOSING_DATA_CONNECTION, "The CSMS has the file");
    }

    private static void reply(FtpIoSession session, int code, String text) {
        session.write(new DefaultFtpReply(code, text));
    }

    /** Remembers what was refused here, rather than broken by the station. */
    private static final class Taking extends OutputStream {

        private final Bringing bringing;
        private IOException refused;

        Taking(Bringing bringing) {
            this.bringing = bringing;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                bringing.write(bytes, from, count);
            } catch (IOException e) {
                refused = e;
                throw e;
            }
        }
    }
}
