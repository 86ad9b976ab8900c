package dev.substation.files;

import dev.substation.flow.ports.FileTransfer;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpFile;

/**
 * What a station sees over FTP. Every folder is the same folder: stations put files where they
 * think that they belong.
 *
 * @param transfer the one file
 */
record FtpFolder(FileTransfer transfer, Transfers transfers) implements FileSystemView {

    @Override
    public FtpFile getHomeDirectory() {
        return new FtpEntry(transfer, transfers, "");
    }

    @Override
    public FtpFile getWorkingDirectory() {
        return new FtpEntry(transfer, transfers, "");
    }

    @Override
    public boolean changeWorkingDirectory(String folder) {
        return true;
    }

    /** By the last part of its path; what ends in none is the folder. */
    @Override
    public FtpFile getFile(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return new FtpEntry(transfer, transfers, name.equals(".") || name.equals("..") ? "" : name);
    }

    @Override
    public boolean isRandomAccessible() {
        return true;
    }

    @Override
    public void dispose() {}
}
