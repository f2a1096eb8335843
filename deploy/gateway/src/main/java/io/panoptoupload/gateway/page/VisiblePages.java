package io.panoptoupload.gateway.page;

import io.panoptoupload.messages.OneLine;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes on every page what does not show, such as direction overrides: much of a page was written
 * by others.
 */
final class VisiblePages extends OncePerRequestFilter {
    /**
     * All but the page's own layout, and what joins letters and chooses their shapes: Persian,
     * Indic scripts and emoji are not read without it, and it neither reverses nor breaks a line.
     */
    private static final Pattern TEXT = Pattern.compile("[^\n\r\t\\u200C\\u200D\\uFE0E\\uFE0F]+");

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new VisibleResponse(response));
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    private static final class VisibleResponse extends HttpServletResponseWrapper {
        private @Nullable PrintWriter writer;

        VisibleResponse(HttpServletResponse response) {
            super(response);
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            if (writer == null) {
                PrintWriter plain = super.getWriter();
                boolean page = getContentType() != null && getContentType().startsWith("text/html");
                writer = page ? new PrintWriter(new VisibleWriter(plain)) : plain;
            }
            return writer;
        }
    }

    private static final class VisibleWriter extends FilterWriter {
        /** The first half of a character, whose other half comes with the next call. */
        private String half = "";

        VisibleWriter(Writer out) {
            super(out);
        }

        @Override
        public void write(int character) throws IOException {
            write(Character.toString((char) character));
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            write(new String(text, offset, length));
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            String given = half + text.substring(offset, offset + length);
            boolean isCut =
                    !given.isEmpty() && Character.isHighSurrogate(given.charAt(given.length() - 1));
            int whole = isCut ? given.length() - 1 : given.length();
            half = given.substring(whole);
            out.write(
                    TEXT.matcher(given.substring(0, whole))
                            .replaceAll(
                                    found -> Matcher.quoteReplacement(OneLine.of(found.group()))));
        }
    }
}
