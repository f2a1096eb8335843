package io.panoptoupload.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.Transfer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockServletContext;
import org.springframework.stereotype.Controller;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The templates, with what somebody sends who means harm. */
class PageTest {
    private static final String HOSTILE =
            "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Times TIMES = new Times(InstantSource.fixed(NOW), ZoneOffset.UTC);

    private final AnnotationConfigWebApplicationContext context =
            new AnnotationConfigWebApplicationContext();
    private @Nullable MockMvc mvc;

    @BeforeEach
    void start() {
        context.setServletContext(new MockServletContext());
        context.register(Pages.class, Hostile.class);
        context.refresh();
        mvc = MockMvcBuilders.webAppContextSetup(context).build();
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void a_list_shows_hostile_texts_as_texts() throws Exception {
        String page = get("/list");
        assertThat(page).contains("&lt;script&gt;alert(1)", "FOLDER_NOT_FOUND", "42 %");
        assertHarmless(page);
    }

    @Test
    void an_upload_shows_hostile_texts_as_texts() throws Exception {
        String page = get("/one");
        assertThat(page)
                .contains("&lt;script&gt;alert(1)", "Create the folder in Panopto", "Retry…")
                .contains("older than the topic keeps", "session-7");
        assertHarmless(page);
    }

    @Test
    void a_confirmation_keeps_the_id_as_it_is() throws Exception {
        String page = get("/ask");
        assertThat(page).contains("method=\"post\"", "name=\"id\" value=\"&lt;script&gt;");
        assertHarmless(page);
    }

    @Test
    void links_lead_to_https_and_to_this_machine_alone() {
        assertThat(ViewerLink.of("https://uni.hosted.panopto.com/Viewer.aspx?id=1")).isNotNull();
        assertThat(ViewerLink.of("http://127.0.0.1:8080/x")).isNotNull();
        assertThat(
                        List.of(
                                "javascript:alert(1)",
                                "JAVASCRIPT://x/%0aalert(1)",
                                "data:text/html,x",
                                "http://example.org/x",
                                "http://127.0.0.1.example.org/x",
                                "//example.org",
                                "x y"))
                .allSatisfy(each -> assertThat(ViewerLink.of(each)).isNull());
    }

    /** The only element of a script is the page's own file, and nothing runs from an attribute. */
    private static void assertHarmless(String page) {
        assertThat(page)
                .doesNotContain("<script>", "<img src=x", "javascript:", "style=", "<style")
                .containsOnlyOnce("<script ");
    }

    private String get(String path) throws Exception {
        if (mvc == null) {
            throw new IllegalStateException("not started");
        }
        return mvc.perform(MockMvcRequestBuilders.get(path))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static UploadEntry entry() {
        return new UploadEntry(
                HOSTILE,
                UploadState.FAILED,
                NOW.minusSeconds(90),
                new UploadEntry.Recording(HOSTILE, HOSTILE),
                new UploadEntry.Source(UploadEntry.Kind.JOB, 0, 0),
                null,
                new UploadEntry.Progress(Stage.TRANSFER, 2, NOW, 42, 100L, 42.0, null, null),
                new UploadEntry.End(
                        new UploadError(ErrorCode.FOLDER_NOT_FOUND, HOSTILE, false, HOSTILE),
                        HOSTILE,
                        "javascript:alert(3)",
                        true));
    }

    @Controller
    static class Hostile {
        @GetMapping("/list")
        String list(Model model) {
            common(model);
            model.addAttribute("totals", StateTotal.of(Map.of(UploadState.FAILED, 1)))
                    .addAttribute("failed", Map.of(ErrorCode.FOLDER_NOT_FOUND, 1))
                    .addAttribute("rows", List.of(row(), open()))
                    .addAttribute("q", HOSTILE)
                    .addAttribute("state", HOSTILE)
                    .addAttribute("day", HOSTILE)
                    .addAttribute("next", HOSTILE);
            return "uploads";
        }

        @GetMapping("/one")
        String one(Model model) {
            common(model);
            model.addAttribute("upload", row())
                    .addAttribute(
                            "files", List.of(FileRow.of(new Transfer.FileBytes(HOSTILE, 1L, 2L))))
                    .addAttribute("sessionId", "session-7")
                    .addAttribute(
                            "events",
                            EventRow.of(
                                    List.of(
                                            JsonMapper.shared()
                                                    .valueToTree(
                                                            Map.of(
                                                                    "type",
                                                                    HOSTILE,
                                                                    "worker",
                                                                    HOSTILE,
                                                                    "occurredAt",
                                                                    HOSTILE,
                                                                    "error",
                                                                    Map.of("message", HOSTILE)))),
                                    TIMES))
                    .addAttribute("complete", false);
            return "upload";
        }

        @GetMapping("/ask")
        String ask(Model model) {
            common(model);
            model.addAttribute("upload", row());
            return "cancel";
        }

        private static UploadRow row() {
            return UploadRow.of(entry(), TIMES);
        }

        private static UploadRow open() {
            UploadEntry failed = entry();
            return UploadRow.of(
                    new UploadEntry(
                            failed.requestId(),
                            UploadState.TRANSFERRING,
                            failed.at(),
                            failed.recording(),
                            failed.source(),
                            null,
                            failed.progress(),
                            failed.end()),
                    TIMES);
        }

        private static void common(Model model) {
            model.addAttribute("mayOperate", true)
                    .addAttribute("mayPublish", true)
                    .addAttribute("here", "/")
                    .addAttribute("caller", HOSTILE)
                    .addAttribute("warning", HOSTILE)
                    .addAttribute("notice", new Notice(false, HOSTILE));
        }
    }

    @Configuration
    @EnableWebMvc
    static class Pages {
        @Bean
        ThymeleafViewResolver views() {
            ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver();
            templates.setPrefix("templates/");
            templates.setSuffix(".html");
            templates.setTemplateMode(TemplateMode.HTML);
            templates.setCharacterEncoding("UTF-8");
            SpringTemplateEngine engine = new SpringTemplateEngine();
            engine.setTemplateResolver(templates);
            ThymeleafViewResolver resolver = new ThymeleafViewResolver();
            resolver.setTemplateEngine(engine);
            resolver.setCharacterEncoding("UTF-8");
            return resolver;
        }
    }
}
