package dev.substation.api;

import dev.substation.access.Operator;
import dev.substation.access.Role;
import dev.substation.access.Visit;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who asks, as the lock has found out. */
final class Visitor {

    private Visitor() {}

    /** Whether it has a role; without a lock before the page nobody has. */
    static boolean may(HttpServletRequest request, Role role) {
        return Operator.may(visit(request).flatMap(Visit::operator), role);
    }

    /** Its name and where it is, to tell one from another. */
    static String name(HttpServletRequest request) {
        return visit(request)
                .map(
                        visit ->
                                visit.operator().map(Operator::name).orElse("")
                                        + " "
                                        + visit.address())
                .orElseGet(request::getRemoteAddr);
    }

    private static Optional<Visit> visit(HttpServletRequest request) {
        return Optional.ofNullable((Visit) request.getAttribute(Visit.ATTRIBUTE));
    }
}
