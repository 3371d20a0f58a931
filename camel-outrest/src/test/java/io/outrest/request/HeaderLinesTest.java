package io.outrest.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderLinesTest {

    /** Few lines are searched, many have an index: both know a name in any case, also behind a copy. */
    @ParameterizedTest
    @ValueSource(ints = {2, 31, 32, 33, 34, 500})
    void aLaterValueStandsInThePlaceOfTheEarlierOne(int count) {
        HeaderLines begun = new HeaderLines();
        IntStream.range(0, count).forEach(i -> begun.set("X-" + i, "old"));
        HeaderLines lines = new HeaderLines(begun);

        lines.set("x-0", "new");
        lines.set("X-More", List.of("a", "b"));
        lines.set("x-" + (count - 1), "last");
        lines.set("x-more", "c");

        Headers headers = lines.headers();
        assertThat(headers.fields()).hasSize(count + 1);
        assertThat(headers.fields().get(0).value()).isEqualTo("new");
        assertThat(headers.fields().get(count - 1).value()).isEqualTo("last");
        assertThat(headers.all("X-More")).containsExactly("c");
        assertThat(begun.headers().first("X-0")).isEqualTo("old");
    }

    @Test
    void whatWasTakenAwayKeepsItsPlace() {
        HeaderLines lines = new HeaderLines();
        lines.set("X-A", "1");
        lines.set("X-B", "2");

        lines.set("x-a", null);
        lines.set("X-A", "3");

        assertThat(lines.headers().fields()).extracting(Headers.Field::value).containsExactly("3", "2");
    }
}
