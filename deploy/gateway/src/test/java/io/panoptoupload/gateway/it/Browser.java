package io.panoptoupload.gateway.it;

import static org.junit.jupiter.api.Assertions.fail;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real, headless Chromium. Where it, its driver or axe-core is not installed, the test that asks
 * for it is skipped and says so; with {@code -Dchecks.required=true}, as in the project's own
 * build, it fails.
 */
final class Browser implements AutoCloseable {
    private static final Map<String, Object> DESKTOP =
            Map.of("width", 1280, "height", 900, "deviceScaleFactor", 1, "mobile", false);
    private static final Map<String, Object> PHONE =
            Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true);

    private final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver, String axe) {
        this.driver = driver;
        this.axe = axe;
    }

    static Browser start(Path profile) throws IOException {
        Path chromium = program("chromium", "chromium");
        Path chromedriver = program("chromedriver", "chromium-driver");
        Path axe = Path.of(System.getProperty("axe.js"));
        require(
                Files.exists(axe),
                "axe-core is not installed; npm install --prefix target/npm axe-core@4, at the root, brings it");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--user-data-dir=" + profile);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.toFile())
                        .usingAnyFreePort()
                        .build();
        Browser browser = new Browser(new ChromeDriver(service, options), Files.readString(axe));
        browser.asDesktop();
        return browser;
    }

    private static Path program(String name, String debianPackage) {
        List<Path> found =
                Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
                        .map(directory -> Path.of(directory, name))
                        .filter(Files::isExecutable)
                        .toList();
        require(
                !found.isEmpty(),
                name + " is not installed; Debian's package " + debianPackage + " has it");
        return found.getFirst();
    }

    private static void require(boolean present, String absent) {
        if (!present && Boolean.getBoolean("checks.required")) {
            fail(absent);
        }
        Assumptions.assumeTrue(present, absent);
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Waits until the page shows it, without loading it again. */
    void awaitText(String text) {
        Awaitility.await("'" + text + "'")
                .atMost(GatewayProcess.LIMIT)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> text().contains(text));
    }

    /** Clicks a link or button, which a renewal may replace at that moment. */
    void click(String label) {
        Awaitility.await("a link or button '" + label + "'")
                .atMost(GatewayProcess.LIMIT)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(() -> {
                    element(label).click();
                    return true;
                });
    }

    private WebElement element(String label) {
        return driver.findElements(By.cssSelector("a, button")).stream()
                .filter(each -> each.getText().equals(label))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(label));
    }

    void type(String field, String text) {
        driver.findElement(By.name(field)).sendKeys(text);
    }

    /** Where a link leads; waits for it. */
    String target(String label) {
        awaitText(label);
        return String.valueOf(element(label).getAttribute("href"));
    }

    @Nullable Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    /** From the next page on: whether scripts run that the page's own policy forbids. */
    void ignoreContentPolicy(boolean ignored) {
        driver.executeCdpCommand("Page.setBypassCSP", Map.of("enabled", ignored));
    }

    void asDesktop() {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", DESKTOP);
    }

    void asPhone() {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", PHONE);
    }

    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What axe-core finds wrong, a line for each place; it has contrast and names among others. */
    List<String> violations() {
        driver.executeScript(axe);
        @Nullable Object found =
                driver.executeAsyncScript(
                        """
                        const done = arguments[arguments.length - 1];
                        axe.run(document, {resultTypes: ['violations']}).then(
                            result => done(result.violations.flatMap(rule =>
                                rule.nodes.map(node => rule.id + ': ' + node.target + ' ' + node.failureSummary))),
                            fault => done(['axe: ' + fault]));
                        """);
        return ((List<?>) Objects.requireNonNull(found)).stream().map(String::valueOf).toList();
    }

    /** Pixels by which the page is wider than the window. */
    long overflow() {
        return Long.parseLong(
                String.valueOf(
                        script(
                                "return document.documentElement.scrollWidth - document.documentElement.clientWidth")));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
