package dev.substation.app;

import dev.substation.app.settings.BoxAddress;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.udp.BoxSearch;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs {@code gw udp find}: which KEBA boxes answer over UDP. */
public final class UdpStep extends CommandStep {

    private static final String HELP =
            """
            usage: udp find ADDRESS [ADDRESS ...]

            Asks KEBA boxes at the addresses over their UDP interface which ones they are. Nothing is
            sent to any other address. While a gateway runs on this machine, a box may answer to its
            port, and this command sees nothing; then look at its log.

              ADDRESS    an IPv4 address such as 192.168.40.21; :PORT behind it if it is not 7090

            Exit status: 1 if one of them does not answer.
            """;

    private static final Duration WAIT = Duration.ofSeconds(1);

    @Override
    int run(Map<String, String> question) {
        return run(question, new BoxSearch(WAIT), System.out);
    }

    static int run(Map<String, String> question, BoxSearch search, PrintStream out) {
        return helped(question, HELP, out, each -> find(each, search, out));
    }

    private static int find(List<String> arguments, BoxSearch search, PrintStream out)
            throws WrongUse {
        List<String> words = Arguments.read(arguments, List.of(), List.of()).words();
        if (words.size() < 2 || !words.get(0).equals("find")) {
            out.print(HELP);
            return WRONG_USE;
        }
        int status = OK;
        TextTable table = new TextTable("ADDRESS", "PRODUCT", "SERIAL", "FIRMWARE");
        StringBuilder silent = new StringBuilder();
        for (String word : words.subList(1, words.size())) {
            Optional<InetSocketAddress> address = BoxAddress.of(word);
            if (address.isEmpty()) {
                out.println(
                        word + " is no IPv4 address such as 192.168.40.21 or 192.168.40.21:7090");
                return WRONG_USE;
            }
            Optional<BoxSearch.Found> found = ask(search, address.get());
            if (found.isPresent()) {
                BoxSearch.Found box = found.get();
                table.row(word, box.product(), box.serial(), box.firmware());
            } else {
                status = FAILED;
                silent.append(word).append(" does not answer.\n");
            }
        }
        table.print(out);
        if (!silent.isEmpty()) {
            out.print(silent);
            out.println(
                    "Check power, network and address of the box. DIP switch DSW1.3 must be on, and"
                            + " the box reads it when it starts; firmware 2.5 (P20) or 3.05 (P30)"
                            + " or later.");
        }
        return status;
    }

    private static Optional<BoxSearch.Found> ask(BoxSearch search, InetSocketAddress address) {
        try {
            return search.at(address);
        } catch (IOException nobody) {
            return Optional.empty(); // no way to the address, or it says that nothing listens
        }
    }
}
