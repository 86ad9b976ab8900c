package dev.substation.admin;

import dev.substation.access.AuditLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A request whose answer is noted in the audit log, when it has one: many are answered later by
 * another thread.
 */
final class AuditedRequest extends HttpServletRequestWrapper {

    private final HttpServletResponse answer;
    private final AuditLog.Deed deed;
    private boolean later;

    private AuditedRequest(
            HttpServletRequest request, HttpServletResponse answer, AuditLog.Deed deed) {
        super(request);
        this.answer = answer;
        this.deed = deed;
    }

    /** Passes it on. */
    static void pass(
            HttpServletRequest request,
            HttpServletResponse answer,
            FilterChain chain,
            AuditLog.Deed deed)
            throws IOException, ServletException {
        AuditedRequest audited = new AuditedRequest(request, answer, deed);
        try {
            chain.doFilter(audited, answer);
        } catch (IOException | ServletException | RuntimeException e) {
            audited.later = true;
            deed.end("failed");
            throw e;
        }
        if (!audited.later) {
            audited.end();
        }
    }

    private void end() {
        deed.end(Integer.toString(answer.getStatus()));
    }

    @Override
    public AsyncContext startAsync() {
        return noted(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return noted(super.startAsync(request, response));
    }

    private AsyncContext noted(AsyncContext waiting) {
        later = true;
        waiting.addListener(
                new AsyncListener() {
                    @Override
                    public void onComplete(AsyncEvent event) {
                        end();
                    }

                    @Override
                    public void onTimeout(AsyncEvent event) {
                        // it completes too
                    }

                    @Override
                    public void onError(AsyncEvent event) {
                        // it completes too
                    }

                    @Override
                    public void onStartAsync(AsyncEvent event) {
                        // asked for once
                    }
                });
        return waiting;
    }
}
