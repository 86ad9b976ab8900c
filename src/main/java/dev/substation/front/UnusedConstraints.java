package dev.substation.front;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes Payara's check of security constraints away from this application, which has none. Payara 7
 * compares the path of each request with the constraints as a pattern in which a colon separates
 * (Jakarta Authorization, WebResourcePermission), does not escape the colons of the path, and
 * answers 503: no station could come in whose identity has one, such as a MAC address. Other
 * applications of the server keep their check.
 */
public final class UnusedConstraints {

    private static final Logger LOG = LoggerFactory.getLogger(UnusedConstraints.class);

    private static final String CHECK = "org.apache.catalina.authenticator.AuthenticatorBase";

    private UnusedConstraints() {}

    /**
     * Takes the check away; nothing happens when the container is not Payara.
     *
     * @param servletContext of this application
     */
    public static void drop(Object servletContext) {
        try {
            Object application = behind(behind(servletContext));
            Object pipeline = call(application, "getPipeline");
            for (Object step : (Object[]) call(pipeline, "getValves")) {
                if (isCheck(step.getClass())) {
                    remove(pipeline, step);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("the constraints of the application are still checked", e);
        }
    }

    private static boolean isCheck(Class<?> type) {
        return type != null && (type.getName().equals(CHECK) || isCheck(type.getSuperclass()));
    }

    /** What a facade of the container hides. */
    private static Object behind(Object facade) throws ReflectiveOperationException {
        for (Class<?> type = facade.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals("context")) {
                    field.setAccessible(true);
                    return field.get(facade);
                }
            }
        }
        throw new NoSuchFieldException(facade.getClass() + " hides nothing");
    }

    private static Object call(Object on, String method) throws ReflectiveOperationException {
        return on.getClass().getMethod(method).invoke(on);
    }

    private static void remove(Object pipeline, Object step) throws ReflectiveOperationException {
        Method remove =
                Arrays.stream(pipeline.getClass().getMethods())
                        .filter(method -> method.getName().equals("removeValve"))
                        .filter(method -> method.getParameterTypes()[0].isInstance(step))
                        .findFirst()
                        .orElseThrow(NoSuchMethodException::new);
        remove.invoke(pipeline, step);
        LOG.debug("removed {}", step);
    }
}
