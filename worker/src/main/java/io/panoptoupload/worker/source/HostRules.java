package io.panoptoupload.worker.source;

import io.panoptoupload.worker.address.HostName;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Servers, as an operator names them: {@code media.uni.example}, {@code *.uni.example:8443}, {@code
 * [2001:db8::7]}, {@code *:*}. In a host, {@code *} stands for any characters, dots included.
 */
public final class HostRules {
    private static final Pattern RULE =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\[\\]:/?#@\\s]+)(?::(\\d{1,5}|\\*))?");

    private record Rule(Pattern host, String port) {
        boolean matches(HttpsAddress address) {
            return (port.equals("*") || port.equals(Integer.toString(address.port())))
                    && host.matcher(address.host()).matches();
        }
    }

    private final List<String> texts;
    private final List<Rule> rules;

    private HostRules(List<String> texts, String usualPort) {
        this.texts = List.copyOf(texts);
        this.rules = texts.stream().map(text -> rule(text, usualPort)).toList();
    }

    /** Where a rule names no port, any will do. */
    public static HostRules onAnyPort(List<String> rules) {
        return new HostRules(rules, "*");
    }

    /** Where a rule names no port, it is 443. */
    public static HostRules onHttpsPort(List<String> rules) {
        return new HostRules(rules, "443");
    }

    /** Whether a text is such a rule. */
    public static boolean isRule(String text) {
        try {
            Rule _ = rule(text, "443");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a text is such a rule, and names no port. */
    public static boolean isHost(String text) {
        return isRule(text) && isRule(text + ":443");
    }

    boolean match(HttpsAddress address) {
        return rules.stream().anyMatch(rule -> rule.matches(address));
    }

    private static Rule rule(String text, String usualPort) {
        var parts = RULE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'%s' is no host".formatted(text));
        }
        String port = parts.group(2);
        return new Rule(
                Pattern.compile(Globs.regex(HostName.canonicalGlob(parts.group(1)))),
                port == null ? usualPort : port);
    }

    @Override
    public String toString() {
        return texts.toString();
    }
}
