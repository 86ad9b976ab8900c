package dev.substation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.Timers;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The packages and their arrows (docs/architecture.md). */
@AnalyzeClasses(packages = "dev.substation", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.substation.";

    private static final List<String> EDGES =
            List.of(
                    "front", "soap", "json", "udp", "csms", "files", "routes", "store", "admin",
                    "api", "tracing", "sandbox", "cli", "oidc");

    /** The rooms of {@code flow} with the rooms that each may use. */
    private static final Map<String, List<String>> ROOMS =
            Map.ofEntries(
                    Map.entry("time", List.of()),
                    Map.entry("settings", List.of()),
                    Map.entry("ports", List.of("settings", "time")),
                    Map.entry("upstream", List.of("ports", "settings", "time")),
                    Map.entry("desk", List.of("upstream", "ports", "settings", "time")),
                    Map.entry("keys", List.of("desk", "upstream", "ports", "settings", "time")),
                    Map.entry("up", List.of("desk", "upstream", "ports", "settings", "time")),
                    Map.entry("charging", List.of("desk", "upstream", "ports", "settings", "time")),
                    Map.entry(
                            "down",
                            List.of(
                                    "charging",
                                    "keys",
                                    "desk",
                                    "upstream",
                                    "ports",
                                    "settings",
                                    "time")),
                    Map.entry(
                            "relay",
                            List.of("keys", "desk", "upstream", "ports", "settings", "time")),
                    Map.entry(
                            "gate",
                            List.of(
                                    "up",
                                    "down",
                                    "relay",
                                    "charging",
                                    "keys",
                                    "desk",
                                    "upstream",
                                    "ports",
                                    "settings",
                                    "time")));

    /** Libraries with the packages that may use them; {@code app} wires what they make. */
    private static final Map<String, List<String>> OWNERS =
            Map.ofEntries(
                    Map.entry("org.apache.cxf..", List.of("soap", "app")),
                    Map.entry("jakarta.xml.ws..", List.of("soap")),
                    Map.entry("jakarta.websocket..", List.of("json", "app")),
                    Map.entry("org.glassfish.grizzly..", List.of("front")),
                    Map.entry("io.netty..", List.of("csms", "files", "sandbox", "app")),
                    Map.entry("org.apache.ftpserver..", List.of("files")),
                    Map.entry("org.apache.commons.net..", List.of("files")),
                    Map.entry("org.apache.camel..", List.of("routes.engine")),
                    Map.entry("jakarta.persistence..", List.of("store")),
                    Map.entry("java.sql..", List.of("store")),
                    Map.entry("javax.sql..", List.of("store")),
                    Map.entry("org.flywaydb..", List.of("store")),
                    Map.entry("com.zaxxer.hikari..", List.of("store")),
                    Map.entry("com.fasterxml.jackson..", List.of("dialect")),
                    Map.entry("org.snakeyaml..", List.of("yaml")),
                    Map.entry("org.apache.commons.csv..", List.of("app.cards", "api")),
                    Map.entry("io.opentelemetry..", List.of("tracing")),
                    Map.entry("org.springframework..", List.of("access")),
                    Map.entry("com.nimbusds..", List.of("oidc")),
                    Map.entry("jakarta.ws.rs..", List.of("api")),
                    Map.entry("org.eclipse.microprofile.openapi..", List.of("api")),
                    Map.entry("jakarta.servlet..", List.of("soap", "json", "admin", "api", "app")));

    @ArchTest
    static final ArchRule modelKnowsTheJdkAlone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + "model")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + "model", "java..");

    @ArchTest
    static final ArchRule dialectKnowsTheModel =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "dialect..")
                    .should()
                    .dependOnClassesThat(ours("dialect", "model"));

    @ArchTest
    static final ArchRule flowKnowsDialectAndModel =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "flow..")
                    .should()
                    .dependOnClassesThat(ours("flow", "dialect", "model"));

    @ArchTest
    static final ArchRule settingsKnowTlsFilesAndNotWhoUsesThem =
            noClasses()
                    .that()
                    .resideInAnyPackage(ROOT + "app.settings", ROOT + "app.tls")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "app");

    @ArchTest
    static final ArchRule tlsFilesKnowNoSettings =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "app.tls")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + "app.settings");

    @ArchTest
    static final ArchRule ocppjKnowsTheTimeOfFlowAlone =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "ocppj..")
                    .should()
                    .dependOnClassesThat(ours("ocppj", "flow.time", "dialect", "model"));

    @ArchTest
    static final ArchRule accessKnowsNoEdge =
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "access..")
                    .should()
                    .dependOnClassesThat(
                            ours(
                                    "access",
                                    "home",
                                    "flow.time",
                                    "flow.settings",
                                    "dialect",
                                    "model"));

    /** The rooms of {@code flow}: each knows those that stand below it, and itself. */
    @ArchTest
    static final ArchRule roomsOfFlowKnowWhatIsBelowThem =
            classes().that().resideInAPackage(ROOT + "flow..").should(knowTheRoomsBelow());

    @ArchTest
    static final ArchRule noClassesReachEachOtherInCircles =
            classes().should(notReachEachOtherInCircles());

    @ArchTest
    static final ArchRule edgesAreBlindToEachOtherAndToApp =
            classes().that().resideInAnyPackage(packages(EDGES)).should(knowOnlyTheirOwnEdge());

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    /** Each package of {@code routes} with those that it may use. */
    @ArchTest
    static final ArchRule routesPointOneWay =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("rules")
                    .definedBy(ROOT + "routes.rules..")
                    .layer("language")
                    .definedBy(ROOT + "routes.language..")
                    .layer("engine")
                    .definedBy(ROOT + "routes.engine..")
                    .layer("workbench")
                    .definedBy(ROOT + "routes.workbench..")
                    .layer("live")
                    .definedBy(ROOT + "routes.live..")
                    .whereLayer("rules")
                    .mayNotAccessAnyLayer()
                    .whereLayer("language")
                    .mayOnlyAccessLayers("rules")
                    .whereLayer("engine")
                    .mayOnlyAccessLayers("language", "rules")
                    .whereLayer("workbench")
                    .mayOnlyAccessLayers("engine", "language", "rules")
                    .whereLayer("live")
                    .mayOnlyAccessLayers("workbench", "engine", "language", "rules");

    @ArchTest
    static final ArchRule everyTechnologyHasOneOwner =
            classes().should(leaveTechnologiesToTheirOwners());

    @ArchTest
    static final ArchRule theLauncherKnowsTheJdkItsReaderAndTheHomeAlone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + "cli")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "cli",
                            ROOT + "args",
                            ROOT + "home",
                            "java..",
                            "com.sun.management"); // the JDK's as well: the size of the memory

    @ArchTest
    static final ArchRule theReaderOfCommandLinesKnowsTheJdkAlone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + "args")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + "args", "java..");

    @ArchTest
    static final ArchRule theHomeKnowsTheJdkAlone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + "home")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + "home", "java..");

    /** They are not in the WAR: the launcher calls them by name. */
    @ArchTest
    static final ArchRule theGatewayKnowsNeitherLauncherNorSandbox =
            noClasses()
                    .that(not(resideInAnyPackage(packages(List.of("cli", "sandbox")))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(List.of("cli", "sandbox")));

    /** Values that keep what was once computed of them: docs/adr/0054-model-classes.md. */
    private static final Set<Class<?>> VALUES_THAT_KEEP = Set.of(Payload.class, StationId.class);

    @ArchTest
    static final ArchRule theModelIsRecordsEnumsAndSealedInterfaces =
            classes()
                    .that()
                    .resideInAPackage(ROOT + "model")
                    .and()
                    .doNotHaveSimpleName("package-info")
                    .should(
                            new ArchCondition<>("be a record, an enum or a sealed interface") {
                                @Override
                                public void check(JavaClass type, ConditionEvents events) {
                                    Class<?> real = type.reflect();
                                    boolean plain =
                                            real.isRecord()
                                                    || VALUES_THAT_KEEP.stream()
                                                            .anyMatch(
                                                                    kept ->
                                                                            kept == real
                                                                                    || kept
                                                                                            == real
                                                                                                    .getEnclosingClass())
                                                    || real.isEnum()
                                                    || real.isSealed()
                                                    || real.isAnonymousClass()
                                                    || real.isSynthetic();
                                    events.add(
                                            new SimpleConditionEvent(type, plain, type.getName()));
                                }
                            });

    @ArchTest
    static final ArchRule theModelHasNoBinaryFloatingPoint =
            fields().that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage(ROOT + "model")
                    .should()
                    .notHaveRawType(floating());

    @ArchTest
    static final ArchRule theModelReturnsNoBinaryFloatingPoint =
            methods()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage(ROOT + "model")
                    .should()
                    .notHaveRawReturnType(floating());

    /**
     * The wall clock steps. The sandbox plays peers with clocks of their own, and the lock judges
     * certificates as TLS does.
     */
    @ArchTest
    static final ArchRule theWallClockIsReadInOnePlace =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + "sandbox..")
                    .and(not(named("app.WallClock", "flow.gate.StationLock")))
                    .should()
                    .callCodeUnitWhere(
                            new DescribedPredicate<>("it reads the system's wall clock") {
                                @Override
                                public boolean test(JavaCall<?> call) {
                                    String owner = call.getTargetOwner().getName();
                                    String name = call.getName();
                                    boolean bare =
                                            call.getTarget().getRawParameterTypes().isEmpty();
                                    return owner.startsWith("java.time.")
                                                    && name.equals("now")
                                                    && bare
                                            || owner.equals("java.time.Clock")
                                                    && (name.startsWith("system")
                                                            || name.startsWith("tick"))
                                            || owner.equals("java.lang.System")
                                                    && name.equals("currentTimeMillis")
                                            || owner.equals("java.util.Date")
                                                    && name.equals("<init>")
                                                    && bare
                                            || owner.equals("java.util.Calendar")
                                                    && name.equals("getInstance");
                                }
                            });

    /** The watch says when a certificate ends. */
    @ArchTest
    static final ArchRule theGatewaysWallClockIsAskedByFew =
            noClasses()
                    .that(not(named("app.HealthWatch", "flow.time.Desk", "routes.rules.RuleTime")))
                    .should()
                    .callMethod(Timers.class, "clock");

    /**
     * For times on the wire, in the ledger and in the log, and for the date at which a CSMS wants
     * an update; nothing else depends on it.
     */
    @ArchTest
    static final ArchRule wallTimeIsForTheWireAndTheLedger =
            noClasses()
                    .that(
                            not(
                                    named(
                                            "flow.keys.AuthorizationKeys",
                                            "flow.time.Desk",
                                            "flow.desk.SharedState",
                                            "flow.up.Charging",
                                            "flow.down.AnswerForms",
                                            "flow.charging.SmartCharging",
                                            "flow.charging.GivenProfiles",
                                            "flow.charging.CompositeAnswers",
                                            "flow.charging.Limits",
                                            "flow.charging.Limited",
                                            "flow.charging.SharedLimits",
                                            "flow.down.HeldUpdates",
                                            "flow.down.FileTransfers",
                                            "flow.desk.KnownCards",
                                            "flow.keys.SecurityProfiles",
                                            "flow.up.Delivery",
                                            "flow.gate.StoredRows",
                                            "flow.desk.StationOverview",
                                            "flow.up.Recorded",
                                            "flow.upstream.UpstreamLink"))) // for operators
                    .should()
                    .callMethod(Desk.class, "now");

    private static DescribedPredicate<JavaClass> named(String... names) {
        return new DescribedPredicate<>("be one of " + List.of(names)) {
            @Override
            public boolean test(JavaClass type) {
                return Stream.of(names).anyMatch(name -> type.getName().equals(ROOT + name));
            }
        };
    }

    /** The sandbox is not part of the gateway: it runs beside it, in processes of its own. */
    @ArchTest
    static final ArchRule threadsAreMadeInApp =
            noClasses()
                    .that(not(resideInAnyPackage(ROOT + "app", ROOT + "sandbox")))
                    .should()
                    .callConstructorWhere(
                            new DescribedPredicate<>("it makes a thread, a pool or an event loop") {
                                @Override
                                public boolean test(
                                        com.tngtech.archunit.core.domain.JavaConstructorCall call) {
                                    JavaClass made = call.getTargetOwner();
                                    return made.isAssignableTo(Thread.class)
                                            || made.isAssignableTo(
                                                    java.util.concurrent.ThreadPoolExecutor.class)
                                            || made.isAssignableTo(
                                                    java.util.concurrent.ForkJoinPool.class)
                                            || made.isAssignableTo(
                                                    "io.netty.channel.EventLoopGroup")
                                            || made.isAssignableTo(java.util.Timer.class);
                                }
                            });

    @ArchTest
    static final ArchRule nobodyUsesTheFactoriesOfPools =
            noClasses()
                    .that(not(resideInAPackage(ROOT + "sandbox")))
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.concurrent.Executors");

    @ArchTest
    static final ArchRule nothingStaticChanges =
            noFields()
                    .that()
                    .areStatic()
                    .and()
                    .areDeclaredInClassesThat(not(resideInAPackage(ROOT + "cli")))
                    .should()
                    .notBeFinal();

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> ROOT + name + "..").toArray(String[]::new);
    }

    /** Our classes outside some packages. */
    private static DescribedPredicate<JavaClass> ours(String... but) {
        return resideInAPackage("dev.substation..")
                .and(not(resideInAnyPackage(packages(List.of(but)))));
    }

    private static DescribedPredicate<JavaClass> floating() {
        return new DescribedPredicate<>("float or double") {
            @Override
            public boolean test(JavaClass type) {
                return List.of("float", "double", "java.lang.Float", "java.lang.Double")
                        .contains(type.getName());
            }
        };
    }

    private static ArchCondition<JavaClass> knowOnlyTheirOwnEdge() {
        return new ArchCondition<>("know flow, ocppj, dialect, model and their own edge alone") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = part(type);
                type.getDirectDependenciesFromSelf().stream()
                        .filter(d -> d.getTargetClass().getPackageName().startsWith(ROOT))
                        .filter(
                                d ->
                                        !List.of(
                                                        own, "flow", "ocppj", "dialect", "model",
                                                        "args", "yaml", "home", "access")
                                                .contains(part(d.getTargetClass())))
                        .forEach(
                                d ->
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        type, d.getDescription())));
            }
        };
    }

    private static boolean isIn(List<String> owners, JavaClass type) {
        return owners.stream()
                .anyMatch(owner -> (type.getPackageName() + ".").startsWith(ROOT + owner + "."));
    }

    private static ArchCondition<JavaClass> knowTheRoomsBelow() {
        return new ArchCondition<>("know their own room and those below it alone") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = room(type);
                if (own.isEmpty()) {
                    return; // the package-info of the house
                }
                List<String> known = ROOMS.getOrDefault(own, List.of());
                type.getDirectDependenciesFromSelf().stream()
                        .filter(d -> part(d.getTargetClass()).equals("flow"))
                        .filter(d -> !room(d.getTargetClass()).equals(own))
                        .filter(d -> !known.contains(room(d.getTargetClass())))
                        .forEach(
                                d ->
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        type, d.getDescription())));
            }
        };
    }

    /** Nested classes count as their outermost one. */
    private static ArchCondition<JavaClass> notReachEachOtherInCircles() {
        return new ArchCondition<>("not reach each other in circles") {

            private final Map<String, Set<String>> uses = new TreeMap<>();

            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Set<String> known = uses.computeIfAbsent(outermost(type), name -> new TreeSet<>());
                type.getDirectDependenciesFromSelf().stream()
                        .map(d -> outermost(d.getTargetClass()))
                        .filter(name -> name.startsWith(ROOT))
                        .filter(name -> !name.equals(outermost(type)))
                        .forEach(known::add);
            }

            @Override
            public void finish(ConditionEvents events) {
                for (String type : uses.keySet()) {
                    Set<String> reached = new TreeSet<>();
                    Deque<String> next = new ArrayDeque<>(uses.get(type));
                    while (!next.isEmpty()) {
                        String name = next.poll();
                        if (reached.add(name)) {
                            next.addAll(uses.getOrDefault(name, Set.of()));
                        }
                    }
                    if (reached.contains(type)) {
                        events.add(SimpleConditionEvent.violated(type, type + " reaches itself"));
                    }
                }
            }
        };
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceAll("\\$.*|\\[|;|^L", "");
    }

    /** The room of a class of {@code flow}. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        String house = ROOT + "flow.";
        return name.startsWith(house) ? name.substring(house.length()) : "";
    }

    private static ArchCondition<JavaClass> leaveTechnologiesToTheirOwners() {
        return new ArchCondition<>("leave technologies to their owners") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf()
                        .forEach(
                                d ->
                                        OWNERS.forEach(
                                                (library, owners) -> {
                                                    if (!isIn(owners, type)
                                                            && resideInAPackage(library)
                                                                    .test(d.getTargetClass())) {
                                                        events.add(
                                                                SimpleConditionEvent.violated(
                                                                        type, d.getDescription()));
                                                    }
                                                }));
            }
        };
    }

    /** The package below the root: {@code soap} for a class of {@code dev.substation.soap.x}. */
    private static String part(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : "";
    }
}
