package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What would stay of an application that is undeployed. */
class JdkTracesTest {

    private final CountDownLatch end = new CountDownLatch(1);

    private Thread thread(ClassLoader loader) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        thread.setContextClassLoader(loader);
        thread.start();
        return thread;
    }

    @Test
    void threadsOfTheServerDoNotKeepTheClassesOfTheApplication() throws Exception {
        ClassLoader server = getClass().getClassLoader();
        try (URLClassLoader ours = new URLClassLoader(new URL[0], server);
                URLClassLoader other = new URLClassLoader(new URL[0], server)) {
            Thread begun = thread(ours);
            Thread foreign = thread(other);

            JdkTraces.releaseThreads(ours);

            assertSame(server, begun.getContextClassLoader());
            assertSame(other, foreign.getContextClassLoader());
        } finally {
            end.countDown();
        }
    }
}
