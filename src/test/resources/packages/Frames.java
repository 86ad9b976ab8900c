import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A station over WebSocket for the tests of packages: sends frames one after the other, prints the
 * answer to each, and goes. {@code java Frames.java URL FRAME...}
 */
public final class Frames {

    private static final int PATIENCE_SECONDS = 60;

    private Frames() {}

    public static void main(String[] arguments) throws Exception {
        LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("ocpp1.6")
                        .buildAsync(URI.create(arguments[0]), new Answers(answers))
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (int at = 1; at < arguments.length; at++) {
            socket.sendText(arguments[at], true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IllegalStateException("no answer to " + arguments[at]);
            }
            System.out.println(answer);
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Puts answers into a queue; what the CSMS asks meanwhile is none. */
    private static final class Answers implements WebSocket.Listener {

        private final LinkedBlockingQueue<String> answers;
        private final StringBuilder text = new StringBuilder();

        Answers(LinkedBlockingQueue<String> answers) {
            this.answers = answers;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                if (!text.toString().startsWith("[2,")) {
                    answers.add(text.toString());
                }
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
