package dev.substation.admin;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/** A page of plain text for {@code gw support}: {@code GET /api/v1/threads}. */
public final class TextServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Supplier<String> text;

    public TextServlet(Supplier<String> text) {
        this.text = text;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Page.text(response, HttpServletResponse.SC_OK, text.get());
    }
}
