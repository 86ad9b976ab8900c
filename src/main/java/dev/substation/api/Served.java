package dev.substation.api;

import dev.substation.access.AuditLog;
import dev.substation.access.Logins;
import dev.substation.access.SignOns;
import dev.substation.access.Visit;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

/** Where the resources, which the container makes, find what they show. */
public final class Served {

    private static final String ATTRIBUTE = Operations.class.getName();

    private static final String SETUP = Setup.class.getName();

    private static final String LOGINS = Logins.class.getName();

    private static final String SIGN_ONS = SignOns.class.getName();

    private static final String AUDIT = AuditLog.class.getName();

    private static final String INSIGHT = Insight.class.getName();

    private static final String RULES = RuleEditing.class.getName();

    private static final String CARDS = CardEditing.class.getName();

    private static final String SETTINGS = SettingsEditing.class.getName();

    private Served() {}

    /** Called before the first request. */
    public static void by(
            ServletContext context,
            Operations operations,
            Setup setup,
            Logins logins,
            SignOns signOns,
            AuditLog audit) {
        context.setAttribute(ATTRIBUTE, operations);
        context.setAttribute(SETUP, setup);
        context.setAttribute(LOGINS, logins);
        context.setAttribute(SIGN_ONS, signOns);
        context.setAttribute(AUDIT, audit);
    }

    /** The same for what is shown of the gateway itself. */
    public static void insight(ServletContext context, Insight insight) {
        context.setAttribute(INSIGHT, insight);
    }

    /** The same for what edits the rules. */
    public static void rules(ServletContext context, RuleEditing rules) {
        context.setAttribute(RULES, rules);
    }

    /** The same for what edits the cards. */
    public static void cards(ServletContext context, CardEditing cards) {
        context.setAttribute(CARDS, cards);
    }

    static CardEditing cards(ServletContext context) {
        return (CardEditing) context.getAttribute(CARDS);
    }

    /** The same for what edits the settings. */
    public static void settings(ServletContext context, SettingsEditing settings) {
        context.setAttribute(SETTINGS, settings);
    }

    static SettingsEditing settings(ServletContext context) {
        return (SettingsEditing) context.getAttribute(SETTINGS);
    }

    static RuleEditing rules(ServletContext context) {
        return (RuleEditing) context.getAttribute(RULES);
    }

    static Insight insight(ServletContext context) {
        return (Insight) context.getAttribute(INSIGHT);
    }

    static AuditLog audit(ServletContext context) {
        return (AuditLog) context.getAttribute(AUDIT);
    }

    /** Who asks; the lock before all pages has noted it. */
    static Visit visit(HttpServletRequest request) {
        return (Visit) request.getAttribute(Visit.ATTRIBUTE);
    }

    static Setup setup(ServletContext context) {
        return (Setup) context.getAttribute(SETUP);
    }

    static Logins logins(ServletContext context) {
        return (Logins) context.getAttribute(LOGINS);
    }

    static SignOns signOns(ServletContext context) {
        return (SignOns) context.getAttribute(SIGN_ONS);
    }

    static Operations operations(ServletContext context) {
        return (Operations) context.getAttribute(ATTRIBUTE);
    }
}
