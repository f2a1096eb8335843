package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.text.Normalizer;

class SourceUriTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file:///captures/x.mp4 | /captures/x.mp4",
                "file:/captures/x.mp4 | /captures/x.mp4",
                "FILE:///captures/x.mp4 | /captures/x.mp4",
                "file://localhost/captures/x.mp4 | /captures/x.mp4",
                "file://LocalHost/captures/x.mp4 | /captures/x.mp4",
                "file:////captures/x.mp4 | /captures/x.mp4",
                "file:///captures/Übung 1.mp4 | /captures/Übung 1.mp4",
                "file:///captures/%C3%9Cbung%201.mp4 | /captures/Übung 1.mp4",
                "file:///captures/Übung%201.mp4 | /captures/Übung 1.mp4",
                "file:///captures/100%25 sure.mp4 | /captures/100% sure.mp4",
                "'file:///captures/[1] {a} <b> ^`|.mp4' | '/captures/[1] {a} <b> ^`|.mp4'",
                "file:///captures/a+b&c=d;e,f@g:h.mp4 | /captures/a+b&c=d;e,f@g:h.mp4",
                "file:///captures/%23%3F%5C.mp4 | '/captures/#?\\.mp4'",
                "file:///captures/🎥.mp4 | /captures/🎥.mp4",
            },
            quoteCharacter = '\'')
    void a_path_that_a_person_would_paste_is_read_as_it_stands(String uri, String path) {
        assertThat(Path.of(SourceUri.of(uri))).isEqualTo(Path.of(path));
    }

    @Test
    void an_accent_keeps_its_spelling() {
        for (Normalizer.Form form :
                new Normalizer.Form[] {Normalizer.Form.NFC, Normalizer.Form.NFD}) {
            String name = Normalizer.normalize("/captures/Übung.mp4", form);
            assertThat(Path.of(SourceUri.of("file://" + name)).toString()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "file://recorder/captures/x.mp4 | mount its directory",
                "file:///C:/captures/x.mp4 | drive of Windows",
                "`file:///c|/captures/x.mp4` | drive of Windows",
                "file:///C:\\captures\\x.mp4 | drive of Windows",
                "C:\\captures\\x.mp4 | drive of Windows",
                "\\\\recorder\\captures\\x.mp4 | share",
                "/captures/x.mp4 | file:///directory/file",
                "` file:///captures/x.mp4` | blank",
                "file:///captures/gr%F6%DFe.mp4 | UTF-8",
                "file:///captures\\x.mp4 | %5C",
                "file:///captures/week#12.mp4 | %23",
                "file:///captures/why?.mp4 | %3F",
                "file:///captures/100% sure.mp4 | %25",
                "file:///captures/x.mp4% | %25",
                "file:///captures/%00.mp4 | %00",
                "https://store.example/a b?X-Amz-Signature=s3cret | RFC 3986",
                "s3://archive/lectures/a b | RFC 3986",
            })
    void what_means_something_else_is_refused_with_the_remedy(String uri, String remedy) {
        assertThatThrownBy(() -> SourceUri.of(uri))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("s3cret")
                .extracting(fault -> ((PermanentFault) fault).code())
                .isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///captures/%EF%BF%BD.mp4", "file:///captures/\uFFFD.mp4"})
    void a_replacement_character_may_be_in_a_name(String uri) {
        assertThat(SourceUri.of(uri).getPath()).isEqualTo("/captures/\uFFFD.mp4");
    }

    @Test
    void half_a_surrogate_pair_is_in_no_name() {
        assertThatThrownBy(() -> SourceUri.of("file:///captures/\ud800.mp4"))
                .hasMessageContaining("half a surrogate pair");
    }
}
