package dev.substation.files;

import dev.substation.files.Transfers.Bringing;
import dev.substation.flow.ports.FileTransfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.ftpserver.ftplet.FtpFile;

/**
 * The one file of a login, or its folder.
 *
 * @param name empty for the folder
 */
record FtpEntry(FileTransfer transfer, Transfers transfers, String name) implements FtpFile {

    /** Begins to take the file. */
    Bringing bring(long from) throws IOException {
        return transfers.bring(transfer, Upload.plain(name, transfers.uploadMethod()), from);
    }

    @Override
    public String getAbsolutePath() {
        return "/" + name;
    }

    @Override
    public String getName() {
        return name.isEmpty() ? "/" : name;
    }

    @Override
    public boolean isHidden() {
        return false;
    }

    @Override
    public boolean isDirectory() {
        return name.isEmpty();
    }

    @Override
    public boolean isFile() {
        return !name.isEmpty();
    }

    @Override
    public boolean doesExist() {
        if (isDirectory()) {
            return true;
        }
        return transfer.upload()
                ? transfers.brought(transfer) > 0
                : name.equals(OpenTransfers.name(transfer));
    }

    @Override
    public boolean isReadable() {
        return isDirectory() || !transfer.upload() && doesExist();
    }

    @Override
    public boolean isWritable() {
        return isFile() && transfer.upload();
    }

    @Override
    public boolean isRemovable() {
        return false;
    }

    @Override
    public String getOwnerName() {
        return "station";
    }

    @Override
    public String getGroupName() {
        return "station";
    }

    @Override
    public int getLinkCount() {
        return isDirectory() ? 2 : 1;
    }

    @Override
    public long getLastModified() {
        return 0;
    }

    @Override
    public boolean setLastModified(long time) {
        return false;
    }

    /** Of a file that is fetched, the size at the CSMS's side, for which this waits. */
    @Override
    public long getSize() {
        if (isDirectory()) {
            return 0;
        }
        try {
            return transfer.upload() ? transfers.brought(transfer) : transfers.size(transfer);
        } catch (IOException unknown) {
            return 0;
        }
    }

    @Override
    public Object getPhysicalFile() {
        return this;
    }

    @Override
    public boolean mkdir() {
        return false;
    }

    @Override
    public boolean delete() {
        return false;
    }

    @Override
    public boolean move(FtpFile to) {
        return false;
    }

    @Override
    public List<? extends FtpFile> listFiles() {
        FtpEntry file = new FtpEntry(transfer, transfers, OpenTransfers.name(transfer));
        return isDirectory() && file.doesExist() && !transfer.upload() ? List.of(file) : List.of();
    }

    /** Taken by {@link FtpStore}, which knows whether the file came to its end. */
    @Override
    public OutputStream createOutputStream(long from) throws IOException {
        throw new IOException("files are taken by STOR and APPE alone");
    }

    @Override
    public InputStream createInputStream(long from) throws IOException {
        return transfers.fetch(transfer, from);
    }
}
