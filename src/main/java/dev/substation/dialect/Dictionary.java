package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * What each dialect has: actions, elements, order, cardinality, types, lengths. Read from {@code
 * wsdl/} once; afterwards it is only looked up in.
 */
public final class Dictionary {

    /** One half of an action of one dialect. */
    record Message(Action action, Part part, String element, Shape shape) {}

    /** One service of one dialect: its messages by action and by element name. */
    private record Service(
            List<Action> actions,
            Map<Part, Map<Action, Message>> byAction,
            Map<String, Message> byElement) {

        /** The message of an element; a name in other capitals names the same. */
        Optional<Message> ofElement(String name) {
            return Optional.ofNullable(byElement.get(name))
                    .or(
                            () ->
                                    byElement.values().stream()
                                            .filter(one -> Spellings.isLike(one.element, name))
                                            .findFirst());
        }
    }

    private static final String CHARGE_BOX_IDENTITY = "chargeBoxIdentity";

    private final Map<Dialect, Map<Direction, Service>> services;

    private Dictionary(Map<Dialect, Map<Direction, Service>> services) {
        this.services = services;
    }

    /**
     * Reads the contracts from the class path.
     *
     * @throws IllegalStateException when one is missing or says what OCPP contracts do not say
     */
    public static Dictionary load() {
        // 1.6-J has the tree of 1.6-S (compared over all messages); its own rows are in
        // Differences.
        Map<Dialect, String> versions =
                Map.of(Dialect.SOAP_15, "1.5", Dialect.SOAP_16, "1.6", Dialect.JSON_16, "1.6");
        Map<Dialect, Map<Direction, Service>> services = new EnumMap<>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            String prefix = "ocpp-" + versions.get(dialect);
            Map<Direction, Service> both = new EnumMap<>(Direction.class);
            both.put(Direction.UP, service(dialect, files(dialect, prefix, "central-system")));
            both.put(Direction.DOWN, service(dialect, files(dialect, prefix, "charge-point")));
            services.put(dialect, both);
        }
        return new Dictionary(services);
    }

    /** The contract of a service and, where no SOAP forbids it, what extends it. */
    private static List<String> files(Dialect dialect, String prefix, String service) {
        String contract = prefix + "-" + service + ".wsdl";
        return dialect.isSoap()
                ? List.of(contract)
                : List.of(contract, prefix + "-security-" + service + ".xsd");
    }

    private static Service service(Dialect dialect, List<String> files) {
        Map<Part, Map<Action, Message>> byAction = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            byAction.put(part, new HashMap<>());
        }
        Map<String, Message> byElement = new LinkedHashMap<>();
        for (String file : files) {
            Contract contract = Contract.load(file);
            contract.elements()
                    .forEach(
                            (name, element) -> {
                                if (!name.equals(CHARGE_BOX_IDENTITY)) {
                                    Message message = message(contract, dialect, name, element);
                                    byAction.get(message.part).put(message.action, message);
                                    byElement.put(name, message);
                                }
                            });
        }
        List<Action> actions =
                byAction.values().stream()
                        .flatMap(messages -> messages.keySet().stream())
                        .distinct()
                        .sorted(Comparator.comparing(Action::name))
                        .toList();
        return new Service(actions, byAction, byElement);
    }

    private static Message message(
            Contract contract, Dialect dialect, String name, Element element) {
        Part part = name.endsWith("Request") ? Part.REQUEST : Part.RESPONSE;
        Action action = actionOf(name);
        Shape shape = new ShapeBuilder(contract, dialect, action, part).build(element);
        return new Message(action, part, name, shape);
    }

    /** The action that an element name stands for: {@code resetRequest} is {@code Reset}. */
    public static Action actionOf(String element) {
        String stem = element.replaceFirst("(Request|Response)$", "");
        return new Action(
                stem.isEmpty()
                        ? element
                        : Character.toUpperCase(stem.charAt(0)) + stem.substring(1));
    }

    /** The quantities that meters of a dialect can report. */
    public Set<String> measurands(Dialect dialect) {
        Shape values =
                message(dialect, Direction.UP, Action.MeterValues, Part.REQUEST)
                        .orElseThrow()
                        .shape();
        return values.byName()
                .get("meterValue")
                .shape()
                .byName()
                .get("sampledValue")
                .shape()
                .byName()
                .get("measurand")
                .words();
    }

    /** Whether a dialect has an action in a direction. */
    public boolean knows(Dialect dialect, Direction direction, Action action) {
        return message(dialect, direction, action, Part.REQUEST).isPresent();
    }

    /** All actions of a dialect in a direction, in alphabetical order. */
    public List<Action> actions(Dialect dialect, Direction direction) {
        return services.get(dialect).get(direction).actions;
    }

    Optional<Message> message(Dialect dialect, Direction direction, Action action, Part part) {
        Service service = services.get(dialect).get(direction);
        return Optional.ofNullable(service.byAction.get(part).get(action));
    }

    Optional<Message> message(Dialect dialect, Direction direction, String element) {
        return services.get(dialect).get(direction).ofElement(element);
    }
}
