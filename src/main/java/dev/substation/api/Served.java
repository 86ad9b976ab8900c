package dev.substation.api;

import jakarta.servlet.ServletContext;

/** Where the resources, which the container makes, find what they show. */
public final class Served {

    private static final String ATTRIBUTE = Operations.class.getName();

    private static final String SETUP = Setup.class.getName();

    private Served() {}

    /** Called before the first request. */
    public static void by(ServletContext context, Operations operations, Setup setup) {
        context.setAttribute(ATTRIBUTE, operations);
        context.setAttribute(SETUP, setup);
    }

    static Setup setup(ServletContext context) {
        return (Setup) context.getAttribute(SETUP);
    }

    static Operations operations(ServletContext context) {
        return (Operations) context.getAttribute(ATTRIBUTE);
    }
}
