package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.deadletters.Letter;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.workers.Workers;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.Transfer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
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

/** Every page, filled with what somebody sends who means harm. */
final class HostilePages {
    static final String HOSTILE =
            "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202E\u2066\u0007\u001B\u0085\u2028\u200B\u3164\uDB40\uDC41";
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Times TIMES = new Times(InstantSource.fixed(NOW), ZoneOffset.UTC);

    private HostilePages() {}

    private static UploadEntry entry() {
        return new UploadEntry(
                HOSTILE,
                UploadState.FAILED,
                NOW.minusSeconds(90),
                new UploadEntry.Recording(HOSTILE, HOSTILE),
                new UploadEntry.Source(UploadEntry.Kind.JOB, 0, 0),
                null,
                new UploadEntry.Progress(Stage.TRANSFER, 2, NOW, 42, 31L, 100L, 42.0, null, null),
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

        @GetMapping("/letters")
        String letters(Model model) {
            common(model);
            model.addAttribute(
                            "letters",
                            List.of(
                                    DeadLettersController.Row.of(
                                            new Letter(0, 7, NOW, HOSTILE, HOSTILE, true), TIMES)))
                    .addAttribute("more", true);
            return "dead-letters";
        }

        @GetMapping("/workers")
        String workers(Model model) {
            common(model);
            Workers.Member member = new Workers.Member(HOSTILE, HOSTILE, List.of(0));
            List<PartitionRow> rows =
                    List.of(
                            PartitionRow.of(
                                    new Workers.Partition(
                                            0, member, true, 1, NOW.minusSeconds(90), null),
                                    1,
                                    TIMES));
            model.addAttribute("members", List.of(member))
                    .addAttribute("none", false)
                    .addAttribute("ill", rows)
                    .addAttribute("partitions", rows)
                    .addAttribute(
                            "heldUp", List.of(new WorkersController.HeldUp(HOSTILE, 1, HOSTILE)));
            return "workers";
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
