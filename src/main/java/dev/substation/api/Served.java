package dev.substation.api;

import dev.substation.access.Logins;
import jakarta.servlet.ServletContext;

/** Where the resources, which the container makes, find what they show. */
public final class Served {

    private static final String ATTRIBUTE = Operations.class.getName();

    private static final String SETUP = Setup.class.getName();

    private static final String LOGINS = Logins.class.getName();

    private Served() {}

    /** Called before the first request. */
    public static void by(
            ServletContext context, Operations operations, Setup setup, Logins logins) {
        context.setAttribute(ATTRIBUTE, operations);
        context.setAttribute(SETUP, setup);
        context.setAttribute(LOGINS, logins);
    }

    static Setup setup(ServletContext context) {
        return (Setup) context.getAttribute(SETUP);
    }

    static Logins logins(ServletContext context) {
        return (Logins) context.getAttribute(LOGINS);
    }

    static Operations operations(ServletContext context) {
        return (Operations) context.getAttribute(ATTRIBUTE);
    }
}
