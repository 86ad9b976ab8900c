package dev.substation.api;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Refuses parameters that a page does not have: a slip in a name would show everything. */
@Provider
public final class KnownParameters implements ContainerRequestFilter {

    @Context private ResourceInfo page;

    @Override
    public void filter(ContainerRequestContext request) {
        if (page.getResourceClass() == SignOnResource.class) {
            return; // an identity provider may add what it likes
        }
        Set<String> known = known(page.getResourceMethod());
        request.getUriInfo()
                .getQueryParameters()
                .forEach(
                        (name, values) -> {
                            if (!known.contains(name)) {
                                request.abortWith(
                                        Problems.of(
                                                400,
                                                "There is no parameter %s; there is %s"
                                                        .formatted(
                                                                shown(name),
                                                                known.isEmpty()
                                                                        ? "none"
                                                                        : String.join(
                                                                                ", ", known))));
                            } else if (values.size() > 1) {
                                request.abortWith(
                                        Problems.of(
                                                400, "The parameter " + name + " is there twice"));
                            }
                        });
    }

    private static String shown(String name) {
        String bounded = name.length() <= 40 ? name : name.substring(0, 40) + "…";
        return bounded.replaceAll("\\p{Cntrl}", "?");
    }

    private static Set<String> known(Method method) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            named(parameter).ifPresent(names::add);
            Stream.<Field>of(parameter.getType().getDeclaredFields())
                    .flatMap(field -> named(field).stream())
                    .forEach(names::add);
        }
        return names;
    }

    private static Optional<String> named(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotationsByType(QueryParam.class))
                .map(QueryParam::value)
                .findFirst();
    }
}
