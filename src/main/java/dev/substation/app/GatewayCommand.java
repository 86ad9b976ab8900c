package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.args.Arguments;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A command that asks a running gateway over its API (docs/api.md) and prints what it says. */
abstract class GatewayCommand extends CommandStep {

    static final String JSON = "--json";
    private static final int OK_STATUS = 200;
    private static final int NOTHING_TO_SAY = 204;

    /** A ledger may have more than fits a screen, and a wrong answer must not be asked for ever. */
    private static final int MOST_PARTS = 20;

    /** What the help of each of them ends with. */
    static final String COMMON =
            """
              --json           print the answer of the API as it is
              --url URL        where the gateway answers, if it is not where the home says:
                               http://127.0.0.1:8080/gateway
              --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                               default: $SUBSTATION_HOME, otherwise as for run

            The command logs in with the admin token of the home, or with $SUBSTATION_TOKEN. A gateway
            that --url names on another machine needs the latter.
            """;

    @Override
    int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    final int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(
                question,
                help() + COMMON,
                out,
                each -> {
                    List<String> valued = new ArrayList<>(options());
                    valued.add(RunningGateway.URL);
                    List<String> flags = new ArrayList<>(flags());
                    flags.add(JSON);
                    Arguments told = Arguments.read(each, valued, flags);
                    return asked(told, question, environment, clock, out);
                });
    }

    private int asked(
            Arguments told,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        Request request;
        try {
            request = request(told);
        } catch (Unclear e) {
            out.println(e.getMessage());
            out.print(help() + COMMON);
            return WRONG_USE;
        }
        RunningGateway gateway;
        try {
            gateway =
                    RunningGateway.find(
                            told.option(RunningGateway.URL),
                            Path.of(question.get("data")),
                            environment,
                            () -> settings(question, environment, clock));
        } catch (BadSettings e) {
            out.println(e.getMessage());
            return FAILED;
        }
        try {
            return said(whole(request, gateway, told), told, out);
        } catch (HttpConnectTimeoutException | ConnectException e) {
            out.println("No gateway answers at %s; see --url.".formatted(gateway.uri("")));
            return FAILED;
        } catch (HttpTimeoutException e) {
            out.println("The gateway at %s is busy; ask again.".formatted(gateway.uri("")));
            return FAILED;
        } catch (IOException e) {
            out.println("%s does not answer as a gateway: %s".formatted(gateway.uri(""), e));
            return FAILED;
        }
    }

    /** The answer with all parts of its list, if it is one in parts. */
    private Answer whole(Request request, RunningGateway gateway, Arguments told)
            throws IOException {
        Answer answer = Answer.of(request.of(gateway));
        Optional<String> list = listInParts(told);
        if (list.isEmpty() || answer.next().isEmpty()) {
            return answer;
        }
        List<Payload> all = new ArrayList<>(answer.objects(list.get()));
        for (int parts = 1; parts < MOST_PARTS && answer.next().isPresent(); parts++) {
            answer = Answer.of(request.before(answer.next().get()).of(gateway));
            all.addAll(answer.objects(list.get()));
        }
        return answer.isWell() ? answer.with(list.get(), all) : answer;
    }

    private int said(Answer page, Arguments told, PrintStream out) {
        if (page.payload().isEmpty()) {
            out.println(TextTable.printable(page.text().strip()));
            return FAILED;
        }
        Payload answer = page.payload().get();
        boolean well = page.isWell();
        if (told.has(JSON)) {
            out.println(page.text());
            return well ? print(told, answer, nowhere()) : FAILED;
        }
        if (!well) {
            out.println(
                    TextTable.printable(
                            answer.text("detail")
                                    .or(() -> answer.text("error"))
                                    .orElse(page.text())));
            return FAILED;
        }
        int status = print(told, answer, out);
        Optional<String> list = listInParts(told);
        if (list.isPresent() && answer.number("next").isPresent()) {
            out.println(
                    "There are more; these are the latest %d."
                            .formatted(answer.objects(list.get()).size()));
        }
        return status;
    }

    /**
     * What a gateway answers.
     *
     * @param payload empty if it is no JSON
     */
    private record Answer(int status, String text, Optional<Payload> payload) {

        static Answer of(RunningGateway.Page page) {
            return new Answer(page.status(), page.text(), payload(page));
        }

        private static Optional<Payload> payload(RunningGateway.Page page) {
            try {
                return Optional.of(
                        page.status() == NOTHING_TO_SAY ? Payload.EMPTY : Json.read(page.text()));
            } catch (BadMessage e) {
                return Optional.empty();
            }
        }

        boolean isWell() {
            return payload.isPresent() && (status == OK_STATUS || status == NOTHING_TO_SAY);
        }

        /** Where the next part of its list begins. */
        Optional<Long> next() {
            return payload.filter(any -> isWell()).flatMap(one -> one.number("next"));
        }

        List<Payload> objects(String list) {
            return payload.map(one -> one.objects(list)).orElse(List.of());
        }

        /** The same with another list; it may be longer than what is read from others. */
        Answer with(String list, List<Payload> all) {
            Payload changed = payload.orElse(Payload.EMPTY).with(list, all);
            return new Answer(status, Json.write(changed), Optional.of(changed));
        }
    }

    /**
     * What is asked.
     *
     * @param path with its parameters
     * @param body what is posted; empty to get the page
     * @param removes whether it asks to remove what is at the path
     */
    record Request(String path, Optional<String> body, boolean removes) {

        /** One that gets a page, or posts something. */
        Request(String path, Optional<String> body) {
            this(path, body, false);
        }

        /** One that removes something. */
        static Request removal(String path) {
            return new Request(path, Optional.empty(), true);
        }

        private RunningGateway.Page of(RunningGateway gateway) throws IOException {
            return removes
                    ? gateway.delete(path)
                    : body.isPresent() ? gateway.post(path, body.get()) : gateway.page(path);
        }

        /** The part of the same list that is older than a number. */
        Request before(long number) {
            return new Request(
                    path + (path.contains("?") ? "&" : "?") + "before=" + number, body, removes);
        }

        /** A page with those parameters that are there. */
        static Request page(String path, Map<String, Optional<String>> parameters) {
            List<String> pairs = new ArrayList<>();
            new TreeMap<>(parameters)
                    .forEach(
                            (name, value) ->
                                    value.ifPresent(text -> pairs.add(name + "=" + encoded(text))));
            return new Request(
                    pairs.isEmpty() ? path : path + "?" + String.join("&", pairs),
                    Optional.empty());
        }

        /** A text as a part of a path or a parameter. */
        static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** The exit status counts alone. */
    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream());
    }

    /** The help, up to the options that all of them have. */
    abstract String help();

    /** Its options with a value. */
    abstract List<String> options();

    /** Its options without one. */
    abstract List<String> flags();

    /**
     * What to ask for.
     *
     * @throws Unclear when it has no such arguments
     */
    abstract Request request(Arguments told) throws Unclear;

    /** Arguments that cannot be meant; the message says what to write. */
    static final class Unclear extends Exception {

        private static final long serialVersionUID = 1L;

        Unclear(String sentence) {
            super(sentence);
        }
    }

    /** The list of the answer that comes in parts, if all of them are wanted. */
    Optional<String> listInParts(Arguments told) {
        return Optional.empty();
    }

    /** Prints an answer and returns the exit status. */
    abstract int print(Arguments told, Payload answer, PrintStream out);

    /** A flag as a parameter. */
    static Optional<String> flag(Arguments told, String name) {
        return told.has(name) ? Optional.of("true") : Optional.empty();
    }

    /** No more than some words. */
    static void atMost(Arguments told, int words) throws Unclear {
        if (told.words().size() > words) {
            throw new Unclear("There is one argument too many: " + told.words().get(words));
        }
    }

    /** A field for a table; empty if it is not there. */
    static String text(Payload from, String field) {
        Object value = from.get(field);
        return value == null ? "" : value.toString();
    }
}
