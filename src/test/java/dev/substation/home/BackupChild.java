package dev.substation.home;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that saves a home. */
final class BackupChild {

    private BackupChild() {}

    /** Prints a letter when it has the lock, and holds it until its input ends. */
    public static void main(String[] args) throws IOException {
        HomeLock lock = HomeLock.takeToBackUp(Home.at(Path.of(args[0])));
        System.out.print('h');
        System.out.flush();
        System.in.read();
        lock.close();
    }
}
