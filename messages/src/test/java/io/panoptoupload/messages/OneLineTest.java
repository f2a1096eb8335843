package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

class OneLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Algorithms, week 12",
                "Größe: 10 µm \\ \"x\" <b>",
                "عنوان المحاضرة",
                "שלום",
                "講義 第12回",
                "न्यू",
                "e\u0301",
                "😀 👍🏽",
                "a\u00A0b\u3000c"
            })
    void what_shows_is_left_alone(String text) {
        assertThat(OneLine.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "000A, \\u000a", // line breaks
        "000D, \\u000d",
        "000B, \\u000b",
        "000C, \\u000c",
        "0085, \\u0085",
        "2028, \\u2028",
        "2029, \\u2029",
        "0000, \\u0000", // control characters
        "0007, \\u0007",
        "0008, \\u0008",
        "0009, \\u0009",
        "001B, \\u001b",
        "007F, \\u007f",
        "0090, \\u0090",
        "009B, \\u009b",
        "061C, \\u061c", // directions
        "200E, \\u200e",
        "200F, \\u200f",
        "202A, \\u202a",
        "202E, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069",
        "00AD, \\u00ad", // invisible
        "034F, \\u034f",
        "115F, \\u115f",
        "180E, \\u180e",
        "200B, \\u200b",
        "200C, \\u200c",
        "200D, \\u200d",
        "2060, \\u2060",
        "2064, \\u2064",
        "2800, \\u2800",
        "3164, \\u3164",
        "FE0F, \\ufe0f",
        "FEFF, \\ufeff",
        "FFA0, \\uffa0",
        "FFF9, \\ufff9",
        "D800, \\ud800", // half a character
        "DC00, \\udc00",
        "E0001, \\udb40\\udc01",
        "E0041, \\udb40\\udc41",
        "E0100, \\udb40\\udd00",
        "1D173, \\ud834\\udd73"
    })
    void what_does_not_show_is_escaped(String hexadecimal, String escape) {
        String character = new String(Character.toChars(Integer.parseInt(hexadecimal, 16)));
        String line = OneLine.of("a" + character + "é" + character);

        assertThat(line).isEqualTo("a" + escape + "é" + escape);
        assertThat(OneLine.of(line)).isEqualTo(line);
    }

    @Test
    void no_character_is_cut_in_half() {
        String text = "ab\uD83D\uDE00c";
        assertThat(OneLine.beginning(text, 5)).isEqualTo(text);
        assertThat(OneLine.beginning(text, 4)).isEqualTo("ab\uD83D\uDE00");
        assertThat(OneLine.beginning(text, 3)).isEqualTo("ab");
        assertThat(OneLine.shortened(text, 5)).isEqualTo(text);
        assertThat(OneLine.shortened(text, 3)).isEqualTo("ab…");
    }

    @Test
    void an_escape_sequence_moves_no_cursor_and_a_forged_line_stays_in_its_own() {
        assertThat(OneLine.of("x.mp4\r\n2026-11-28 INFO all is well\033[2J"))
                .isEqualTo("x.mp4\\u000d\\u000a2026-11-28 INFO all is well\\u001b[2J");
    }

    @Test
    void of_json_the_meaning_stays() {
        JsonMapper json = JsonMapper.builder().build();
        String text = json.writeValueAsString("a\n\u202E\u2028\uD834\uDD73\\é");

        assertThat(json.readTree(OneLine.of(text))).isEqualTo(json.readTree(text));
    }

    @Test
    void an_error_cannot_hold_anything_else() {
        UploadError error =
                new UploadError(ErrorCode.INTERNAL, "line\nline", false, "said\u202E it");

        assertThat(error.message()).isEqualTo("line\\u000aline");
        assertThat(error.panoptoMessage()).isEqualTo("said\\u202e it");
    }
}
