package dev.substation.files;

import java.io.IOException;
import org.apache.ftpserver.command.impl.RETR;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/** RETR, always of bytes: a station that forgets TYPE I would get broken firmware. */
final class FtpRetrieve extends RETR {

    @Override
    public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
            throws IOException, FtpException {
        session.setDataType(DataType.BINARY);
        super.execute(session, context, request);
    }
}
