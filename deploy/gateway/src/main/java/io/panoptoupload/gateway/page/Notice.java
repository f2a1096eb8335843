package io.panoptoupload.gateway.page;

import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What came of an action, shown once on the page that follows.
 *
 * @param good whether it was taken
 */
record Notice(boolean good, String text) {
    private static final String NAME = "notice";

    static void good(RedirectAttributes next, String text) {
        next.addFlashAttribute(NAME, new Notice(true, text));
    }

    static void bad(RedirectAttributes next, String text) {
        next.addFlashAttribute(NAME, new Notice(false, text));
    }
}
