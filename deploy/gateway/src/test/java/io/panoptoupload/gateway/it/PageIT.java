package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Topics;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages as people use them, in a real browser beside real workers. */
@Order(1)
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
    /** Runs in a text and out of an attribute, and needs no blank, which an id may not have. */
    private static final String HOSTILE =
            "\"'><img/src=\"x\"/data-planted=\"1\"/onerror=\"window.ran=1\"><script>window.ran=1</script>";

    private static final String REJECTED = "rejected" + HOSTILE;
    private static final String FOUND =
            "return window.ran === 1 || document.querySelector('[data-planted], a[href^=\"javascript:\"]') !== null";

    private Browser browser;
    private Site site;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        browser = Browser.start(directory.resolve("profile"));
        site = new Site(directory);
    }

    @AfterAll
    void stop() throws IOException {
        if (site != null) {
            site.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void a_lecture_is_followed_to_its_link_although_gateway_and_broker_are_killed()
            throws Exception {
        site.record("week-12.mp4");
        String held = site.hold();
        site.post(site.request("week-12", "Algorithms, week 12", "week-12.mp4"));
        browser.open(site.page("/"));
        browser.click("Algorithms, week 12");
        browser.awaitText("Transferring");
        browser.awaitText("created");
        browser.awaitText("5.2 MB confirmed");

        site.killGateway();
        browser.awaitText("Renewed every 15 seconds.");
        site.startGateway();
        browser.awaitText("Live.");

        site.broker().kill9();
        browser.awaitText("Kafka does not respond. What you see is the last known state");
        site.broker().restart();
        site.simulator().faults().remove(held);
        assertThat(browser.target("Watch in Panopto"))
                .startsWith(site.simulator().httpUri().toString());
        browser.awaitText("completed");
        assertThat(browser.text()).contains("Completed").doesNotContain("Kafka does not respond");
        assertThat(site.simulator().ledger().uploads())
                .filteredOn(upload -> upload.sessionId() != null)
                .as("published once")
                .hasSize(1);
    }

    @Test
    void an_upload_is_cancelled_once_it_was_confirmed() throws Exception {
        site.record("wrong.mp4");
        String held = site.hold();
        site.post(site.request("wrong-room", "The wrong room", "wrong.mp4"));
        open("wrong-room");
        browser.awaitText("Transferring");
        browser.click("Cancel…");
        browser.type("reason", "recorded in the wrong room");
        browser.click("Cancel the upload");
        browser.awaitText("Cancellation requested");
        site.simulator().faults().remove(held);
        browser.awaitText("recorded in the wrong room");
        browser.awaitText("Cancelled since");
    }

    @Test
    void a_failed_upload_says_what_to_do_and_is_retried_once_that_is_done() throws Exception {
        site.post(site.request("late-file", "A late file", "late.mp4"));
        open("late-file");
        browser.awaitText("SOURCE_NOT_FOUND");
        browser.awaitText("What to do: Put the file where the request names it");
        site.record("late.mp4");
        browser.click("Retry…");
        browser.click("Begin another attempt");
        browser.awaitText("Retry requested");
        browser.target("Watch in Panopto");
    }

    /** Without the content policy, which would hide that something was not escaped. */
    @Test
    void nothing_that_a_sender_fills_is_anything_but_text() throws Exception {
        site.record("x.mp4");
        site.post(
                """
                {"requestId":"%1$s","folderId":"%2$s","title":"title %1$s","description":"%1$s",
                 "creator":{"firstName":"%1$s","lastName":"%1$s"},"tags":["%1$s"],
                 "extensions":{"%1$s":"%1$s"},
                 "streams":[{"title":"%1$s","source":{"uri":"file:///absent/%3$s.mp4"}}]}\
                """
                        .formatted(quoted(HOSTILE), Site.FOLDER, encoded(HOSTILE)));
        site.refuse("key " + HOSTILE, "reason " + HOSTILE);
        site.publish(Topics.REQUESTS, REJECTED, rejected());
        site.publish(Topics.OUTCOMES, HOSTILE, hostileEvent());
        browser.ignoreContentPolicy(true);
        try {
            browser.open(site.page("/login"));
            browser.script("document.body.insertAdjacentHTML('beforeend', arguments[0])", HOSTILE);
            assertThat(browser.script(FOUND)).as("would be found").isEqualTo(true);

            open(HOSTILE);
            for (String shown : List.of("title ", "worker ", "type ", "message ")) {
                browser.awaitText(shown + HOSTILE);
            }
            browser.awaitText("What to do:");
            browser.open(site.page("/dead-letters"));
            browser.awaitText("key " + HOSTILE);
            browser.awaitText("reason " + HOSTILE);
            browser.open(site.page("/?state=rejected"));
            browser.awaitText(REJECTED);
            List<String> found =
                    Stream.of(HOSTILE, REJECTED)
                            .flatMap(id -> pages(id).stream())
                            .filter(path -> {
                                browser.open(site.page(path));
                                return !Boolean.FALSE.equals(browser.script(FOUND));
                            })
                            .toList();
            assertThat(found).isEmpty();
        } finally {
            browser.ignoreContentPolicy(false);
        }
    }

    private static String rejected() {
        return """
        {"requestId":"%1$s","folderId":"%1$s","title":"title %1$s",
         "streams":[{"role":"%1$s","source":{"uri":"javascript:%1$s"}}]}\
        """
                .formatted(quoted(REJECTED));
    }

    private static String hostileEvent() {
        return """
        {"type":"type %1$s","requestId":"%1$s","occurredAt":"%1$s","worker":"worker %1$s",
         "file":"%1$s","viewerUrl":"javascript:%1$s",
         "error":{"code":"%1$s","message":"message %1$s","panoptoMessage":"%1$s"}}\
        """
                .formatted(quoted(HOSTILE));
    }

    private static String quoted(String text) {
        return text.replace("\"", "\\\"");
    }

    @Test
    void every_page_is_usable_with_a_screen_reader_on_a_phone_and_in_the_dark() throws Exception {
        site.post(site.request("absent", "L".repeat(300), "absent.mp4"));
        site.refuse("k".repeat(300), "INVALID_REQUEST: " + "r".repeat(300));
        open("absent");
        browser.awaitText("SOURCE_NOT_FOUND");
        List<String> faults = new ArrayList<>();
        for (String path : pages("absent")) {
            for (String scheme : List.of("light", "dark")) {
                browser.prefer(scheme);
                browser.open(site.page(path));
                browser.violations().forEach(each -> faults.add(path + " " + scheme + " " + each));
            }
            browser.asPhone();
            browser.open(site.page(path));
            if (browser.overflow() > 0) {
                faults.add(path + " is %d px too wide".formatted(browser.overflow()));
            }
            browser.violations().forEach(each -> faults.add(path + " phone " + each));
            browser.asDesktop();
        }
        assertThat(faults).isEmpty();
    }

    private static List<String> pages(String id) {
        return Stream.of(
                        "/",
                        "/?state=failed",
                        "/?q=nothing-is-found",
                        "/upload?id=%s",
                        "/upload/cancel?id=%s",
                        "/upload/retry?id=%s",
                        "/upload?id=unknown",
                        "/failed/retry?code=SOURCE_NOT_FOUND",
                        "/day",
                        "/workers",
                        "/dead-letters",
                        "/dead-letters/replay",
                        "/login",
                        "/no-such-page")
                .map(path -> path.formatted(encoded(id)))
                .toList();
    }

    private void open(String id) {
        browser.open(site.page("/upload?id=" + encoded(id)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
