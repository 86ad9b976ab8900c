package dev.substation.store;

import dev.substation.flow.ports.Ledger.Change;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Another process on a ledger: commits in a loop and prints the number of each stored row. */
final class Child {

    private Child() {}

    /**
     * @param args the folder
     */
    public static void main(String[] args) throws Exception {
        try (OpenLedger open = OpenLedger.in(Path.of(args[0]))) {
            System.out.println("open");
            for (long first = 1; !System.out.checkError(); first += 20) { // ends with its reader
                List<CompletableFuture<Void>> some = new ArrayList<>();
                for (long sequence = first; sequence < first + 20; sequence++) {
                    String line = "stored " + sequence;
                    some.add(
                            open.ledger()
                                    .commit(
                                            List.of(
                                                    new Change.Queued(Rows.call(sequence)),
                                                    new Change.Logged(Rows.log(Rows.NOON))))
                                    .thenRun(() -> System.out.println(line)));
                }
                CompletableFuture.allOf(some.toArray(CompletableFuture[]::new)).join();
            }
        }
    }

    static Process start(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Reads lines up to and with the given one. */
    static List<String> readTo(BufferedReader out, String last) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.equals(last)) {
                return lines;
            }
        }
        throw new IOException("ended before " + last + ": " + lines);
    }
}
