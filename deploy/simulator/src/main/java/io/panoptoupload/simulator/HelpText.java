package io.panoptoupload.simulator;

/** What {@code --help} prints beyond the options. */
final class HelpText {
    static final String FOOTER =
            """

            Addresses of the simulator itself:
              /                       the sessions, for people
              /simulator/health       GET
              /simulator/ledger       GET what arrived; DELETE forgets it
              /simulator/faults       GET, PUT (a JSON list of rules), DELETE
              /simulator/faults/{id}  DELETE one rule

            A fault rule, for example:
              {"operation": "uploadPart", "kind": "status", "nth": 3, "status": 503}
              operation  authorize, token, revoke, discovery, createUpload, getUpload,
                         finalise, deleteUpload, createMultipart, uploadPart,
                         completeMultipart, putObject, getSession, updateSession,
                         deleteSession, getFolder, any
              kind       status (status, retryAfterSeconds, message); with state, the
                           request is done and its response shows that State
                         delay (delayMs)
                         reset
                         cut (afterBytes)
                         lost-answer: done, then dropped
                         hold: until the rule is removed, or for delayMs
                         late-effect: responded to as failed (status), done when the rule is
                           removed, or after delayMs
                         expire-token (status), expire-upload (message),
                         processing-error (message)
                         html: a login page instead (status 200, message)
                         login-redirect: to a login page (status 302)
                         bom: a byte order mark before the response
                         no-session: State 4 without a SessionId, or with message
                           instead; on getUpload in this response, else for good
              when       nth, calls (a list), times (at most), probability, match (a text
                         in path or query); none of them: always

            Without --credentials: client demo-client / demo-secret, user demo-user /
            demo-password, folder 00000000-0000-0000-0000-000000000001.
            """;

    private HelpText() {}
}
