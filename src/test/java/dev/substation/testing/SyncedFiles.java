package dev.substation.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files as H2 writes them, but for the sync. Registered under its scheme ({@code
 * FilePath.register}), it serves {@code jdbc:h2:scheme:/path}. H2 makes more of them by itself: a
 * kind must be public and have a constructor without arguments.
 */
public abstract class SyncedFiles extends FilePathWrapper {

    /** Instead of the sync. */
    protected abstract void sync(FileChannel file) throws IOException;

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = super.open(mode);
        return new FileBaseDefault() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(ByteBuffer to, long position) throws IOException {
                return file.read(to, position);
            }

            @Override
            public int write(ByteBuffer from, long position) throws IOException {
                return file.write(from, position);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                file.truncate(size);
            }

            @Override
            public void force(boolean metaData) throws IOException {
                sync(file);
            }

            @Override
            public FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return file.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                file.close();
            }
        };
    }
}
