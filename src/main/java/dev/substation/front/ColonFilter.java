package dev.substation.front;

import java.util.regex.Pattern;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Lets stations in whose identity has a colon, such as a MAC address. Payara compares the path of
 * each request with the security constraints of the application, as a pattern in which a colon
 * separates (Jakarta Authorization, WebResourcePermission). It has to escape the colons of the
 * path; Payara 7 does not, logs an error and answers 503. This filter gives it the escaped path.
 *
 * <p>Only for paths of stations, which have no constraints: the path that is given is the one that
 * counts, and another application of the server may have some.
 */
final class ColonFilter extends BaseFilter {

    /** The attribute of a request that Payara looks at before it looks at the path. */
    static final String PATH_TO_COMPARE = "org.apache.catalina.CONSTRAINT_URI";

    private static final Pattern COLON = Pattern.compile(":|%3a", Pattern.CASE_INSENSITIVE);

    private final Front front;

    ColonFilter(Front front) {
        this.front = front;
    }

    @Override
    public NextAction handleRead(FilterChainContext ctx) {
        if (ctx.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request
                && COLON.matcher(request.getRequestURI()).find()
                && front.isForStations(request.getRequestURI())) {
            request.setAttribute(
                    PATH_TO_COMPARE, COLON.matcher(request.getRequestURI()).replaceAll("%3A"));
        }
        return ctx.getInvokeAction();
    }
}
