package dev.substation.store;

import dev.substation.flow.ports.Ledger.Change;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Another process on a ledger whose disk has an end: commits until the disk is full and says so,
 * then does what it is told line by line: {@code try} to commit, {@code watch} and try, {@code
 * end}.
 */
final class FullDisk {

    private final OpenLedger open;
    private long stored;
    private long last;

    private FullDisk(OpenLedger open) {
        this.open = open;
    }

    /**
     * @param args the folder
     */
    public static void main(String[] args) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (OpenLedger open = OpenLedger.in(Path.of(args[0]))) {
            FullDisk disk = new FullDisk(open);
            while (disk.commit().equals("stored")) {}
            System.out.println("full " + disk.commit());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line) {
                    case "try" -> System.out.println(disk.commit());
                    case "watch" -> {
                        open.ledger().watch();
                        System.out.println(disk.commit());
                    }
                    default -> {
                        System.out.println("stored " + disk.stored);
                        System.out.println("read " + open.outbox(Rows.KEBA).size());
                        return;
                    }
                }
            }
        }
    }

    private String commit() throws InterruptedException {
        try {
            open.ledger().commit(List.of(new Change.Queued(Rows.call(++last)))).get();
            stored++;
            return "stored";
        } catch (ExecutionException e) {
            return e.getCause().getMessage() + "; trouble: " + open.ledger().trouble();
        }
    }
}
