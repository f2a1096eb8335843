package io.panoptoupload.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OneLine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

import java.util.List;

/** The templates, with what somebody sends who means harm. */
class PageTest {

    @AutoClose
    private final AnnotationConfigWebApplicationContext context =
            new AnnotationConfigWebApplicationContext();

    private @Nullable MockMvc mvc;

    @BeforeEach
    void start() {
        context.setServletContext(new MockServletContext());
        context.register(HostilePages.Pages.class, HostilePages.Hostile.class);
        context.refresh();
        mvc = MockMvcBuilders.webAppContextSetup(context).addFilters(new VisiblePages()).build();
    }

    @Test
    void a_list_shows_hostile_texts_as_texts() throws Exception {
        String page = get("/list");
        assertThat(page)
                .contains("&lt;script&gt;alert(1)", "FOLDER_NOT_FOUND", "42 %")
                .contains("42 B of 100 B, 31 B confirmed");
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
    void dead_letters_show_hostile_texts_as_texts() throws Exception {
        String page = get("/letters");
        assertThat(page).contains("&lt;script&gt;alert(1)", "Replay…", "a replay publishes them");
        assertHarmless(page);
    }

    @Test
    void workers_show_hostile_texts_as_texts() throws Exception {
        String page = get("/workers");
        assertThat(page).contains("&lt;script&gt;alert(1)", "Its next request is not taken in.");
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

    @Test
    void a_character_of_two_halves_is_shown_however_it_is_written() throws Exception {
        assertThat(filtered("\uD83C\uDF93 \u202E")).isEqualTo("\uD83C\uDF93 \\u202e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "می\u200Cخواهم", // Persian: I want
                "क्\u200Dष", // a conjunct of Devanagari, spelt out
                "👨\u200D👩\u200D👧 Families",
                "❤\uFE0F and ☎\uFE0E"
            })
    void what_scripts_and_emoji_are_joined_with_is_left_alone(String title) throws Exception {
        assertThat(filtered(title)).isEqualTo(title);
    }

    /** What the filter makes of a page that is written character by character. */
    private static String filtered(String text) throws Exception {
        MockHttpServletResponse page = new MockHttpServletResponse();
        new VisiblePages()
                .doFilter(
                        new MockHttpServletRequest(),
                        page,
                        (_, response) -> {
                            response.setContentType("text/html;charset=UTF-8");
                            for (int each : text.chars().toArray()) {
                                response.getWriter().write(each);
                            }
                        });
        return page.getContentAsString();
    }

    /** The only element of a script is the page's own file, and nothing runs from an attribute. */
    private static void assertHarmless(String page) {
        assertThat(page)
                .doesNotContain("<script>", "<img src=x", "javascript:", "style=", "<style")
                .containsOnlyOnce("<script ")
                .describedAs("what reverses or breaks lines, rings, or does not show is escaped")
                .contains("\\u202e\\u2066\\u0007\\u001b\\u0085\\u2028\\u200b\\u3164\\udb40\\udc41");
        assertThat(page.lines()).allSatisfy(line -> assertThat(line).isEqualTo(OneLine.of(line)));
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
}
