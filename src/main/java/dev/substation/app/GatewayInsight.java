package dev.substation.app;

import dev.substation.admin.Explaining;
import dev.substation.admin.Health;
import dev.substation.api.Insight;
import dev.substation.api.LogLines;
import dev.substation.api.LogLines.LogFilter;
import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RulesState;
import dev.substation.api.SettingsState;
import dev.substation.api.SystemState;
import dev.substation.app.support.SettingsText;
import dev.substation.dialect.Secrets;
import dev.substation.model.Payload;
import dev.substation.model.Version;
import dev.substation.routes.language.Finding;
import dev.substation.routes.language.RouteFile;
import dev.substation.routes.language.RouteFolder;
import dev.substation.routes.live.RouteWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the API shows of the gateway itself.
 *
 * @param data where its data lies
 * @param secrets what may not be shown of the settings
 * @param lines finds lines of the log
 */
record GatewayInsight(
        HealthWatch watch,
        Explaining explaining,
        Path data,
        Supplier<Secrets> secrets,
        Function<LogFilter, LogLines> lines,
        Clock clock,
        Executor threads)
        implements Insight {

    private static final int BAD = 400;

    @Override
    public CompletionStage<SystemState> system() {
        return watch.health().thenApplyAsync(this::system, threads);
    }

    private SystemState system(Health health) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new SystemState(
                Version.own().text(),
                System.getProperty("java.version") + " " + System.getProperty("java.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                seconds(Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime())),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                ZoneId.systemDefault().getId(),
                health.status(),
                health.reasons(),
                watch.settingsTrouble(),
                disk(),
                heap.getUsed(),
                heap.getMax(),
                watch.certificates().stream()
                        .map(
                                one ->
                                        new SystemState.Certificate(
                                                one.setting(), one.station(), one.end()))
                        .toList());
    }

    private SystemState.Disk disk() {
        try {
            FileStore store = Files.getFileStore(data);
            return new SystemState.Disk(
                    data.toString(), store.getUsableSpace(), store.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public SettingsState settings() {
        Optional<SettingsWatch> file = watch.settings();
        return new SettingsState(
                file.map(SettingsWatch::taken)
                        .map(text -> SettingsText.of(text, secrets.get()))
                        .orElse(""),
                file.flatMap(SettingsWatch::changed),
                watch.settingsTrouble());
    }

    @Override
    public CompletionStage<Payload> explain(Payload question) throws BadRequest {
        try {
            return explaining.explain(question);
        } catch (Explaining.BadQuestion e) {
            throw new BadRequest(BAD, e.getMessage());
        }
    }

    @Override
    public LogLines log(LogFilter filter) {
        return lines.apply(filter);
    }

    @Override
    public RulesState rules() {
        RouteWatch routes = watch.routes();
        RouteFolder folder = routes.running();
        return new RulesState(
                routes.name(),
                routes.trouble(),
                routes.warnings().stream().map(Finding::toString).toList(),
                routes.loaded(),
                routes.refused(),
                Stream.of(folder.files(), folder.cases())
                        .flatMap(List::stream)
                        .map(GatewayInsight::file)
                        .toList());
    }

    private static RulesState.RuleFile file(RouteFile file) {
        return new RulesState.RuleFile(
                file.name(), file.kind().name().toLowerCase(Locale.ROOT), file.text());
    }
}
