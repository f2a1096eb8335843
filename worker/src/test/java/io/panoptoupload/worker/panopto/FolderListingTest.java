package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;

import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/** What a folder shows is taken for all that is in it, so it has to be read to its end. */
class FolderListingTest {
    private static final String IN_FOLDER = "/Panopto/api/v1/folders/f1/sessions";

    @AutoClose private final Site site = new Site();

    @Test
    void the_sessions_of_a_folder_are_read_page_after_page_newest_first() {
        site.respond(
                GET,
                IN_FOLDER,
                json(
                        200,
                        "{\"Results\":[{\"Id\":\"s3\",\"Name\":\"c\"},{\"Id\":\"s2\",\"Name\":\"b\"}]}"),
                json(200, "{\"Results\":[{\"Id\":\"s1\",\"Name\":null}]}"),
                json(200, "{\"Results\":[]}"));

        assertThat(site.client.sessionsIn("f1"))
                .containsExactly(
                        new FolderSession("s3", "c"),
                        new FolderSession("s2", "b"),
                        new FolderSession("s1", ""));
        assertThat(site.requests(GET, IN_FOLDER))
                .extracting(LoggedRequest::getUrl)
                .containsExactly(
                        IN_FOLDER + "?sortField=CreatedDate&sortOrder=Desc&pageNumber=0",
                        IN_FOLDER + "?sortField=CreatedDate&sortOrder=Desc&pageNumber=1",
                        IN_FOLDER + "?sortField=CreatedDate&sortOrder=Desc&pageNumber=2");
    }

    @Test
    void a_list_is_read_whatever_the_case_of_its_keys() {
        site.respond(GET, IN_FOLDER, json(200, "{\"results\":[{\"id\":\"s1\",\"name\":\"a\"}]}"));

        assertThat(site.client.sessionsIn("f1")).containsExactly(new FolderSession("s1", "a"));
    }

    @Test
    void a_list_whose_pages_repeat_ends_after_the_first() {
        site.respond(GET, IN_FOLDER, json(200, "{\"Results\":[{\"Id\":\"s1\",\"Name\":\"a\"}]}"));

        assertThat(site.client.sessionsIn("f1")).containsExactly(new FolderSession("s1", "a"));
        assertThat(site.requests(GET, IN_FOLDER)).hasSize(2);
    }

    /** An empty folder would be taken for a proof. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | {}
                    200 | {"Results":null}
                    200 | []
                    200 | {"Results":[null]}
                    200 | {"Results":["s1"]}
                    200 | {"Results":[{"Name":"a"}]}
                    200 | {"Results":[{"Id":null,"Name":"a"}]}
                    200 | {"Results":[{"Id":"s1","Name":"a"},{"Id":"","Name":"b"}]}
                    404 | {"Error":{"Message":"There is no folder f1."}}
                    400 | {"Error":{"Message":"no"}}
                    """)
    void what_is_no_list_is_not_taken_for_an_empty_one(int status, String body) {
        site.respond(GET, IN_FOLDER, json(status, body));
        assertThatThrownBy(() -> site.client.sessionsIn("f1")).isInstanceOf(TransientFault.class);
    }

    @Test
    void a_folder_that_may_not_be_listed_is_for_good() {
        site.respond(GET, IN_FOLDER, refusal(403));
        assertThatThrownBy(() -> site.client.sessionsIn("f1"))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("listing the sessions of folder f1");
    }

    @Test
    void a_folder_that_has_no_end_is_not_read_for_ever() {
        ResponseDefinitionBuilder[] pages = new ResponseDefinitionBuilder[101];
        Arrays.setAll(pages, i -> json(200, "{\"Results\":[{\"Id\":\"s%d\"}]}".formatted(i)));
        site.respond(GET, IN_FOLDER, pages);
        assertThatThrownBy(() -> site.client.sessionsIn("f1"))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("more than the 100 sessions");
        assertThat(site.requests(GET, IN_FOLDER)).hasSize(100);
    }
}
