package io.panoptoupload.worker.logging;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** Whatever somebody else wrote, an event is its own lines and no others. */
@Isolated("replaces System.err")
class LineSafeAppenderTest {
    private static final String FORGED =
            "x.mp4\r\n2026-11-28 INFO forged\033[2J\u0085\u2028\u202Egpj\u200B";
    private static final String SHOWN =
            "x.mp4\\u000d\\u000a2026-11-28 INFO forged\\u001b[2J\\u0085\\u2028\\u202egpj\\u200b";

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void contextOfThisThread() {
        context.setMDCAdapter(MDC.getMDCAdapter());
    }

    @AfterEach
    void close() {
        MDC.clear();
        context.stop();
    }

    private Logger logger(Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        LineSafeAppender.install(context);
        LineSafeAppender.install(context);
        return context.getLogger("test");
    }

    private Logger patterned(String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(pattern);
        return logger(encoder);
    }

    private String log() {
        return written.toString(UTF_8);
    }

    @Test
    void a_message_is_one_line_whoever_wrote_its_parts() {
        patterned("%p [%X{requestId}] %m%n").warn("{} is refused: {}", FORGED, "Größe");

        assertThat(log()).isEqualTo("WARN [] %s is refused: Größe\n".formatted(SHOWN));
    }

    @Test
    void so_is_what_stands_beside_it() {
        MDC.put("requestId", FORGED);

        patterned("%p [%X{requestId}] %kvp %m%n")
                .atInfo()
                .addKeyValue("file", FORGED)
                .log("accepted");

        assertThat(log()).isEqualTo("INFO [%s] file=\"%s\" accepted\n".formatted(SHOWN, SHOWN));
    }

    @Test
    void an_exceptions_lines_are_those_of_its_frames() {
        Exception thrown = new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
        thrown.addSuppressed(new RuntimeException(FORGED));

        patterned("%m%n%ex").error("failed", thrown);

        assertThat(log().lines())
                .contains(
                        "failed",
                        "java.lang.IllegalStateException: " + SHOWN,
                        "\tSuppressed: java.lang.RuntimeException: " + SHOWN,
                        "Caused by: java.lang.IllegalArgumentException: " + SHOWN)
                .allMatch(line ->
                        line.matches(
                                "failed|(\\tSuppressed: |Caused by: )?java\\.lang\\..*|\\t+at .*|\\t+\\.\\.\\. \\d+ common frames omitted"));
    }

    @Test
    void in_a_structured_format_likewise() {
        MockEnvironment environment = new MockEnvironment();
        environment.setProperty("logging.structured.json.stacktrace.root", "first");
        context.putObject(Environment.class.getName(), environment);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setFormat("logstash");

        logger(encoder).error("{} is refused", FORGED, new IllegalStateException("x"));

        JsonNode event = JsonMapper.builder().build().readTree(log());
        assertThat(event.get("message").stringValue()).isEqualTo(SHOWN + " is refused");
        assertThat(event.get("stack_trace").stringValue()).contains("IllegalStateException: x");
        assertThat(log().lines()).hasSize(1);
    }

    /** With the configuration that they have. */
    @Test
    void the_commands_log_safely_too() throws Exception {
        PrintStream before = System.err;
        System.setErr(new PrintStream(written, true, UTF_8));
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(getClass().getResource("/command-logging.xml"));

            context.getLogger("test").warn(FORGED);
        } finally {
            System.setErr(before);
        }
        assertThat(log()).isEqualTo("WARN test: " + SHOWN + "\n");
    }
}
