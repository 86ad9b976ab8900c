package dev.substation.e2e;

import dev.substation.testing.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that is installed on this machine, for pages of the console. */
public final class Browser implements AutoCloseable {

    /** How wide a page is shown, in CSS pixels. */
    enum Width {
        DESKTOP(1280, 900),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Width(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final List<String> DRIVERS =
            List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
    private static final String AXE = script();

    /** It warns of each new version of the browser, whose protocol is not used by version here. */
    private static final Logger PROTOCOL = Logger.getLogger("org.openqa.selenium.devtools");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether there is a browser here, and what drives it. */
    static boolean isAtHand() {
        return first(BROWSERS).isPresent() && first(DRIVERS).isPresent();
    }

    public static Browser start() {
        PROTOCOL.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(first(BROWSERS).orElseThrow());
        // A container has no user namespaces, and a small /dev/shm.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
        options.addArguments("--lang=en", "--force-device-scale-factor=1");
        options.setAcceptInsecureCerts(true); // those that tests have made
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Path.of(first(DRIVERS).orElseThrow()).toFile())
                        .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<String> first(List<String> paths) {
        return paths.stream().filter(path -> Files.isExecutable(Path.of(path))).findFirst();
    }

    private static String script() {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows pages from now on in this width, light or dark. */
    void show(Width width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width.width,
                        "height",
                        width.height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width == Width.PHONE));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
    }

    /** Opens a page anew. */
    public void open(String address) {
        driver.get("about:blank");
        driver.get(address);
    }

    /** Waits until an element is there and shown. */
    WebElement find(String css) {
        AtomicReference<WebElement> found = new AtomicReference<>();
        waits(
                "the page has " + css,
                () -> {
                    found.set(shown(css).orElse(null));
                    return found.get() != null;
                });
        return found.get();
    }

    /** Clicks an element, which may be drawn anew meanwhile. */
    void click(String css) {
        waits(
                css + " is clicked",
                () -> {
                    Optional<WebElement> found = shown(css);
                    found.ifPresent(WebElement::click);
                    return found.isPresent();
                });
    }

    /** Types into an element once it takes that; a page that has just opened is drawn again. */
    void type(String css, String text) {
        waits(
                css + " is typed into",
                () -> {
                    try {
                        Optional<WebElement> found = shown(css);
                        found.ifPresent(one -> one.sendKeys(text));
                        return found.isPresent();
                    } catch (ElementNotInteractableException e) {
                        return false;
                    }
                });
    }

    /** Waits until a condition holds; the fault says what the page shows instead. */
    void waits(String what, BooleanSupplier condition) {
        try {
            Wait.until(
                    what,
                    PATIENCE,
                    () -> {
                        try {
                            return condition.getAsBoolean();
                        } catch (StaleElementReferenceException e) {
                            // The page was drawn anew in the meantime.
                            return false;
                        }
                    });
        } catch (AssertionError e) {
            throw new AssertionError(driver.getCurrentUrl() + " says: " + text(), e);
        }
    }

    private Optional<WebElement> shown(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst();
    }

    /** Whether such an element is there and shown now. */
    boolean isShown(String css) {
        return shown(css).isPresent();
    }

    /** A property, as in the page's source, of all such elements that are shown. */
    List<String> texts(String css, String property) {
        return driver.findElements(By.cssSelector(css)).stream()
                .filter(WebElement::isDisplayed)
                .map(
                        one ->
                                property.equals("href")
                                        ? one.getDomAttribute(property)
                                        : one.getDomProperty(property))
                .toList();
    }

    /** Waits until the page says this. */
    void says(String text) {
        waits("the page says " + text, () -> text().contains(text));
    }

    /** What a person reads on the page. */
    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Chooses an option of a list. */
    void choose(String css, String value) {
        run(
                "arguments[0].value = arguments[1];"
                        + " arguments[0].dispatchEvent(new Event('change', { bubbles: true }));",
                find(css),
                value);
    }

    /** What the browser has complained about since the last question. */
    Stream<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString);
    }

    /** Barriers that axe finds serious or critical, each with where it is. */
    @SuppressWarnings("unchecked")
    List<String> barriers() {
        run(AXE);
        Object found =
                driver.executeAsyncScript(
                        """
                        const done = arguments[arguments.length - 1];
                        axe.run(document, { resultTypes: ['violations'] }).then(
                          (result) => done(result.violations
                            .filter((one) => ['serious', 'critical'].includes(one.impact))
                            .map((one) => one.id + ': ' + one.help + ': '
                              + one.nodes.map((node) => node.target.join(' ')).join(', '))),
                          (fault) => done(['axe: ' + fault]));
                        """);
        return (List<String>) found;
    }

    /** How far the page is wider than the window, in CSS pixels. */
    long overflow() {
        return (Long) run("return document.documentElement.scrollWidth - window.innerWidth;");
    }

    /** What is seen, as WebP. */
    byte[] picture() {
        Map<String, Object> taken =
                driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "webp", "quality", 80));
        return Base64.getDecoder().decode(taken.get("data").toString());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
