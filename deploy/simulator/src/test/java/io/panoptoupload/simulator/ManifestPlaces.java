package io.panoptoupload.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the elements of a manifest stand in its text. */
final class ManifestPlaces {
    private static final Pattern MARKUP =
            Pattern.compile(
                    "<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<(/?)([\\w:]+)[^>]*?(/?)>",
                    Pattern.DOTALL);

    /**
     * One element.
     *
     * @param parent its parent's number; -1 for the root
     * @param nameEnd where attributes begin
     * @param contentStart behind the start tag; the end of an element without an end tag
     */
    record Place(
            int parent,
            String name,
            int start,
            int nameEnd,
            int contentStart,
            int contentEnd,
            int end) {
        boolean hasContent() {
            return contentStart < end;
        }

        String localName() {
            return name.substring(name.indexOf(':') + 1);
        }
    }

    private final List<Place> places = new ArrayList<>();
    private final Deque<Integer> open = new ArrayDeque<>();

    private ManifestPlaces() {}

    /** In the order of their start tags. */
    static List<Place> of(String xml) {
        ManifestPlaces all = new ManifestPlaces();
        Matcher markup = MARKUP.matcher(xml);
        while (markup.find()) {
            if (markup.group(2) != null) {
                all.tag(markup);
            }
        }
        return all.places;
    }

    private void tag(Matcher tag) {
        if (tag.group(1).isEmpty()) {
            int parent = open.isEmpty() ? -1 : open.element();
            if (tag.group(3).isEmpty()) {
                open.push(places.size());
            }
            places.add(
                    new Place(
                            parent,
                            tag.group(2),
                            tag.start(),
                            tag.end(2),
                            tag.end(),
                            tag.end(),
                            tag.end()));
        } else {
            int number = open.pop();
            Place begun = places.get(number);
            places.set(
                    number,
                    new Place(
                            begun.parent,
                            begun.name,
                            begun.start,
                            begun.nameEnd,
                            begun.contentStart,
                            tag.start(),
                            tag.end()));
        }
    }
}
