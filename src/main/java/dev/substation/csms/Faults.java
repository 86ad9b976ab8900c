package dev.substation.csms;

import dev.substation.flow.settings.CsmsSettings;
import io.netty.handler.codec.DecoderException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/** Says in words for an operator why a connection failed. */
final class Faults {

    private Faults() {}

    /** Why no connection was made, to the CSMS or to the proxy on the way. */
    static String ofConnecting(Throwable fault, CsmsSettings csms) {
        String sentence = sentence(fault, csms.name());
        return csms.proxy()
                .map(proxy -> "the proxy " + proxy.place() + " cannot be reached: " + sentence)
                .orElse(sentence);
    }

    /**
     * Why a connection failed.
     *
     * @param csms its name in {@code site.yaml}
     */
    static String sentence(Throwable fault, String csms) {
        Throwable root = fault;
        while (root.getCause() != null
                && (root instanceof CompletionException || root instanceof DecoderException)) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.toString() : root.getMessage();
        if (!(root instanceof SSLException)) {
            return text;
        }
        // An alert says that the other side is not content, most likely with what it was shown.
        String setting =
                text.contains("Received fatal alert") ? "client-certificate" : "trust-store";
        return "TLS failed: %s; see csms.%s.%s in site.yaml".formatted(text, csms, setting);
    }
}
