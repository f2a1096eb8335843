package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Locale;

/** What a site behind single sign-on shows to somebody who is not logged in, API client or not. */
final class LoginPage {
    private static final String PATH = "/Panopto/Pages/Auth/Login.aspx";

    private LoginPage() {}

    static boolean isAt(String path) {
        return path.toLowerCase(Locale.ROOT).equals(PATH.toLowerCase(Locale.ROOT));
    }

    static SimulatorResponse show(int status, String message) {
        return SimulatorResponse.of(
                status,
                "text/html; charset=utf-8",
                """
                <!DOCTYPE html>
                <html lang="en"><head><title>Sign in</title></head>
                <body><h1>Sign in to Panopto</h1><p>%s</p>
                <form method="post"><input name="username"><input type="password" name="password">
                <button>Sign in</button></form></body></html>
                """
                        .formatted(Html.text(message)));
    }

    /** Sends a client to the page, as ASP.NET does: with a body of HTML that says so. */
    static SimulatorResponse redirect(int status, Exchange exchange) {
        String location =
                exchange.baseUri()
                        + PATH
                        + "?ReturnUrl="
                        + URLEncoder.encode(exchange.target(), UTF_8);
        return SimulatorResponse.of(
                        status,
                        "text/html; charset=utf-8",
                        "<html><head><title>Object moved</title></head><body><h2>Object moved to"
                                + " <a href=\"%s\">here</a>.</h2></body></html>\n"
                                        .formatted(Html.text(location)))
                .with("Location", location);
    }
}
