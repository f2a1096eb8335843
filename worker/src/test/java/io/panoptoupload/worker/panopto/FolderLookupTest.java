package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;
import static com.github.tomakehurst.wiremock.http.RequestMethod.POST;

import static io.panoptoupload.worker.panopto.Site.TOKEN;
import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The one check of a folder before anything is created in it. */
class FolderLookupTest {
    private static final String FOLDER = "0a0b0c0d-0000-0000-0000-000000000001";
    private static final String PATH = "/Panopto/api/v1/folders/" + FOLDER;

    private static final ResponseDefinitionBuilder UNKNOWN =
            json(404, "{\"Error\":{\"ErrorCode\":\"NotFound\",\"Message\":\"No such folder.\"}}");

    @AutoClose private final Site site = new Site();
    private final FolderLookup folders = new FolderLookup(site.client, site.clock);

    @Test
    void a_folder_that_is_there_is_remembered_for_a_while() {
        site.respond(GET, PATH, json(200, "{\"Id\":\"" + FOLDER + "\"}"));

        folders.check(FOLDER);
        folders.check(FOLDER.toUpperCase(java.util.Locale.ROOT));
        site.clock.advance(Duration.ofMinutes(9));
        folders.check(FOLDER);
        assertThat(site.requests(GET, PATH)).hasSize(1);

        site.clock.advance(Duration.ofMinutes(1));
        folders.check(FOLDER);
        assertThat(site.requests(GET, PATH)).hasSize(2);
    }

    @Test
    void a_folder_that_panopto_does_not_have_is_named_and_asked_for_again() {
        site.respond(GET, PATH, UNKNOWN, UNKNOWN, json(200, "{}"));

        PermanentFault fault = refused();
        assertThat(fault.code()).isEqualTo(ErrorCode.FOLDER_NOT_FOUND);
        assertThat(fault).hasMessageContaining(FOLDER);
        assertThat(fault.panoptoMessage()).isEqualTo("No such folder.");
        assertThat(refused()).isNotNull();

        folders.check(FOLDER);
        assertThat(site.requests(GET, PATH)).hasSize(3);
    }

    static Stream<ResponseDefinitionBuilder> noVerdict() {
        return Stream.of(
                json(401, "{\"Error\":{\"Message\":\"Unauthorized\"}}"),
                json(403, "{\"Error\":{\"Message\":\"This client may not use the API.\"}}"),
                // What ASP.NET says by itself where a site has no API v1.
                json(404, "{\"Message\":\"No HTTP resource was found.\"}"),
                json(400, "{\"Error\":{\"Message\":\"The folder is bad.\"}}"),
                json(404, "{\"error\":{\"code\":404,\"message\":\"Not found.\"}}"),
                json(429, "{}"),
                json(500, "{}"),
                page(200),
                page(403),
                page(404),
                page(503));
    }

    @ParameterizedTest
    @MethodSource("noVerdict")
    void what_is_no_verdict_lets_the_upload_decide(ResponseDefinitionBuilder response) {
        site.respond(GET, PATH, response);

        folders.check(FOLDER);

        assertThat(site.requests(GET, PATH)).hasSize(1);
        assertThat(site.requests(POST, TOKEN)).hasSize(1);
        assertThat(site.client.unavailableUntil()).isEmpty();
    }

    @Test
    void an_outage_is_not_remembered() {
        ResponseDefinitionBuilder reset = json(200, "").withFault(Fault.CONNECTION_RESET_BY_PEER);
        site.respond(GET, PATH, reset);
        folders.check(FOLDER);
        site.respond(GET, PATH, page(503), UNKNOWN);

        folders.check(FOLDER);

        assertThat(refused()).isNotNull();
    }

    @Test
    void jobs_that_ask_at_the_same_time_share_one_check() throws Exception {
        site.respond(GET, PATH, UNKNOWN.withFixedDelay(500));
        List<Future<?>> jobs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                jobs.add(threads.submit(() -> folders.check(FOLDER)));
            }
        }
        for (Future<?> job : jobs) {
            assertThat(catchThrowableOfType(ExecutionException.class, job::get))
                    .hasCauseInstanceOf(PermanentFault.class);
        }
        assertThat(site.requests(GET, PATH)).hasSize(1);
    }

    @Test
    void whoever_is_stopped_leaves_nobody_waiting() {
        site.respond(GET, PATH, json(200, "{}").withFixedDelay(1000), UNKNOWN);
        Thread.currentThread().interrupt();

        assertThat(catchThrowableOfType(Interrupted.class, () -> folders.check(FOLDER)))
                .isNotNull();

        assertThat(Thread.interrupted()).isTrue();
        site.respond(GET, PATH, UNKNOWN);
        assertThat(refused()).isNotNull();
    }

    private PermanentFault refused() {
        return catchThrowableOfType(PermanentFault.class, () -> folders.check(FOLDER));
    }
}
