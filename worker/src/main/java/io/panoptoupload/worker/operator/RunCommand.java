package io.panoptoupload.worker.operator;

import picocli.CommandLine.Command;

/** The worker itself: it is started without the commands' help, so that there is only text here. */
@Command(
        name = "run",
        header = "Run the worker until SIGTERM (default).",
        description = {
            "",
            "Takes upload requests from Kafka and carries the recordings into Panopto. Required"
                    + " are spring.kafka.bootstrap-servers, panopto.base-url,"
                    + " panopto.oauth.client-id and .client-secret, and for the usual grant"
                    + " panopto.oauth.username and .password. A wrong or missing value stops the"
                    + " start with one line each.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  panopto-upload run --worker.sources.file-roots=/captures --server.port=8081"
        })
final class RunCommand {}
