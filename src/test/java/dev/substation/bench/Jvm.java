package dev.substation.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What another JVM of this machine says of itself, over its local management connector. */
final class Jvm implements AutoCloseable {

    private static final String DESK = "substation-desk";
    private static final String WRITER = "substation-ledger-writer";

    /** How the machine shortens the names of the compiler's threads. */
    private static final String COMPILER = "CompilerThre";

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

    /** Fields of a line of {@code /proc} behind the name. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;

    /**
     * What was used so far; a difference of two is what was used between them. Times in
     * nanoseconds.
     *
     * @param allocated bytes, by the threads that live
     */
    record Used(
            long clock,
            long cpu,
            long allocated,
            long compiling,
            long collecting,
            long desk,
            long writer) {

        static final Used NOTHING = new Used(0, 0, 0, 0, 0, 0, 0);

        Used minus(Used before) {
            return new Used(
                    clock - before.clock,
                    cpu - before.cpu,
                    allocated - before.allocated,
                    compiling - before.compiling,
                    collecting - before.collecting,
                    desk - before.desk,
                    writer - before.writer);
        }

        Used plus(Used more) {
            return minus(NOTHING.minus(more));
        }
    }

    private final long pid;
    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final OperatingSystemMXBean machine;
    private final CompilationMXBean compiler;
    private final MemoryMXBean memory;
    private final MBeanServerConnection connection;

    private Jvm(long pid, JMXConnector connector, MBeanServerConnection connection)
            throws IOException {
        this.pid = pid;
        this.connector = connector;
        this.connection = connection;
        threads = bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        machine = bean(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, OperatingSystemMXBean.class);
        compiler = bean(ManagementFactory.COMPILATION_MXBEAN_NAME, CompilationMXBean.class);
        memory = bean(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    }

    private <T extends java.lang.management.PlatformManagedObject> T bean(
            String name, Class<T> type) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(connection, name, type);
    }

    static Jvm attach(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach("" + pid);
            JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
            machine.detach();
            JMXConnector connector = JMXConnectorFactory.connect(url);
            return new Jvm(pid, connector, connector.getMBeanServerConnection());
        } catch (AttachNotSupportedException e) {
            throw new IOException("the JVM " + pid + " cannot be asked", e);
        }
    }

    /** This process itself. */
    static Jvm own() throws IOException {
        return new Jvm(
                ProcessHandle.current().pid(), null, ManagementFactory.getPlatformMBeanServer());
    }

    Used used() throws IOException {
        long[] ids = threads.getAllThreadIds();
        long[] allocated = threads.getThreadAllocatedBytes(ids);
        long[] cpu = threads.getThreadCpuTime(ids);
        ThreadInfo[] infos = threads.getThreadInfo(ids);
        long bytes = 0;
        long desk = 0;
        long writer = 0;
        for (int i = 0; i < ids.length; i++) {
            String name = infos[i] == null ? "RMI" : infos[i].getThreadName();
            if (name.startsWith("RMI") || name.startsWith("JMX")) {
                continue; // what the asking itself costs
            }
            bytes += allocated[i];
            desk += name.startsWith(DESK) ? cpu[i] : 0;
            writer += name.startsWith(WRITER) ? cpu[i] : 0;
        }
        long collecting = 0;
        for (GarbageCollectorMXBean collector :
                ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class)) {
            collecting += collector.getCollectionTime();
        }
        return new Used(
                System.nanoTime(),
                machine.getProcessCpuTime(),
                bytes,
                compiling(),
                TimeUnit.MILLISECONDS.toNanos(collecting),
                desk,
                writer);
    }

    /**
     * Processor time of the compiler's threads; where the machine does not say, how long they ran.
     */
    private long compiling() throws IOException {
        Path tasks = Path.of("/proc", "" + pid, "task");
        if (!Files.isDirectory(tasks)) {
            return TimeUnit.MILLISECONDS.toNanos(compiler.getTotalCompilationTime());
        }
        long ticks = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path task : all) {
                ticks += compilerTicks(task.resolve("stat"));
            }
        }
        return ticks * TICK;
    }

    private static long compilerTicks(Path stat) {
        try {
            String line = Files.readString(stat);
            int name = line.lastIndexOf(')');
            if (!line.substring(0, name).contains(COMPILER)) {
                return 0;
            }
            String[] fields = line.substring(name + 2).split(" ");
            return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Bytes of the heap that are needed: after a collection. */
    long heap() {
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    long resident() {
        return resident(pid);
    }

    /** Megabytes of memory that a process holds; 0 where the machine does not say. */
    static long resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", "" + pid, "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        if (connector != null) {
            try {
                connector.close();
            } catch (IOException gone) {
                // The process has ended.
            }
        }
    }
}
