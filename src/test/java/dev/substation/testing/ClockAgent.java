package dev.substation.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/**
 * Steps the wall clock of a gateway that runs as a process of its own: a Java agent puts another
 * {@code WallClock} in the place of the gateway's, which adds what a file says. The product knows
 * nothing of it.
 */
public final class ClockAgent {

    private static final String CLASS = "dev/substation/app/WallClock";
    private static final String REPLACEMENT = "WallClock.replacement";
    private static final String SOURCE =
            """
            package dev.substation.app;

            import java.io.IOException;
            import java.io.UncheckedIOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.time.Clock;
            import java.time.Instant;
            import java.time.ZoneId;
            import java.time.ZoneOffset;

            final class WallClock extends Clock {

                static Clock utc() {
                    return new WallClock();
                }

                @Override
                public Instant instant() {
                    try {
                        String seconds =
                                Files.readString(Path.of(System.getProperty("test.clock")));
                        return Instant.now().plusSeconds(Long.parseLong(seconds));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException();
                }
            }
            """;

    private final Path jar;
    private final Path offset;

    /**
     * @param folder for the agent and the file that says what is added
     */
    public ClockAgent(Path folder) {
        jar = folder.resolve("clock-agent.jar");
        offset = folder.resolve("clock-offset");
        try {
            Files.createDirectories(folder);
            step(Duration.ZERO);
            pack(compiled(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets what is added to the time of the system, at once. */
    public void step(Duration by) {
        try {
            Path next = offset.resolveSibling("clock-offset.next");
            Files.writeString(next, Long.toString(by.toSeconds()));
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the JVM of the gateway is started with. */
    public List<String> options() {
        return List.of("-Dtest.clock=" + offset, "-javaagent:" + jar);
    }

    private static Path compiled(Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("WallClock.java"), SOURCE);
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "17",
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                source.toString());
        if (failed != 0) {
            throw new IllegalStateException("the stepped clock does not compile");
        }
        return folder.resolve(CLASS + ".class");
    }

    private void pack(Path replacement) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(new Attributes.Name("Premain-Class"), Agent.class.getName());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            for (Class<?> type : List.of(Agent.class, Replacing.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(name));
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
                    bytes.transferTo(entries);
                }
            }
            entries.putNextEntry(new JarEntry(REPLACEMENT));
            entries.write(Files.readAllBytes(replacement));
        }
    }

    /** Runs in the gateway's JVM, before it. */
    public static final class Agent {

        private Agent() {}

        public static void premain(String arguments, Instrumentation jvm) throws IOException {
            try (InputStream bytes =
                    Agent.class.getClassLoader().getResourceAsStream(REPLACEMENT)) {
                jvm.addTransformer(new Replacing(bytes.readAllBytes()));
            }
        }
    }

    private static final class Replacing implements ClassFileTransformer {

        private final byte[] replacement;

        Replacing(byte[] replacement) {
            this.replacement = replacement;
        }

        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] original) {
            return CLASS.equals(name) ? replacement : null;
        }
    }
}
