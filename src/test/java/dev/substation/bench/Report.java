package dev.substation.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tables for people, and what they need to know about the machine. */
final class Report {

    private static final int SYNCS = 200;
    private static final int PAGE = 4_096;

    private Report() {}

    /** Rows of texts below a head. */
    static final class Table {

        private final List<String> head;
        private final List<List<String>> rows = new ArrayList<>();

        Table(String... head) {
            this.head = List.of(head);
        }

        void row(String... cells) {
            rows.add(List.of(cells));
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        String markdown() {
            StringBuilder text = new StringBuilder();
            text.append("| ").append(String.join(" | ", head)).append(" |\n");
            text.append("|---".repeat(head.size())).append("|\n");
            rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
            return text.toString();
        }

        /** In columns. */
        String plain() {
            StringBuilder text = new StringBuilder();
            Stream.concat(Stream.of(head), rows.stream())
                    .forEach(
                            row -> {
                                for (int i = 0; i < row.size(); i++) {
                                    text.append(
                                            ("%" + (i == 0 ? "-" : "") + (width(i) + 2) + "s")
                                                    .formatted(row.get(i)));
                                }
                                text.append('\n');
                            });
            return text.toString();
        }

        private int width(int column) {
            return Stream.concat(Stream.of(head), rows.stream())
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
        }
    }

    static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }

    /** Date, processor, memory, Java and disk. */
    static String machine(Path folder) throws IOException {
        long[] syncs = syncs(folder);
        return String.format(
                Locale.ROOT,
                "%s: %d cores (%s), %s of memory, %s, Java %s (%s). One sync of the disk takes"
                        + " %.1f ms (median of %d; 99 of 100 within %.1f ms).",
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                line("/proc/cpuinfo", "model name"),
                line("/proc/meminfo", "MemTotal"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version"),
                System.getProperty("java.vm.vendor"),
                syncs[SYNCS / 2] / 1e6,
                SYNCS,
                syncs[SYNCS * 99 / 100] / 1e6);
    }

    private static String line(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** How long it takes to have a page on the disk, sorted. */
    private static long[] syncs(Path folder) throws IOException {
        Path file = folder.resolve("sync");
        long[] took = new long[SYNCS];
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long began = System.nanoTime();
                out.write(ByteBuffer.allocate(PAGE));
                out.force(false);
                took[i] = System.nanoTime() - began;
            }
        }
        Files.delete(file);
        Arrays.sort(took);
        return took;
    }
}
