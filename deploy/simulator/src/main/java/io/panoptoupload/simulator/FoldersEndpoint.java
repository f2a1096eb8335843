package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** {@code /Panopto/api/v1/folders}: one folder, those one may create in, and a search by name. */
final class FoldersEndpoint {
    private final Credentials credentials;
    private final Access access;
    private final Json json;

    FoldersEndpoint(Credentials credentials, Access access, Json json) {
        this.credentials = credentials;
        this.access = access;
        this.json = json;
    }

    Effect get(Exchange exchange, String id) {
        access.check(exchange, "folders");
        return () ->
                credentials
                        .folder(id)
                        .map(folder -> json.answer(200, fields(folder)))
                        .orElseThrow(() -> json.refusal(403, "You may not see folder " + id + "."));
    }

    Effect creator(Exchange exchange) {
        return list(exchange, folder -> true);
    }

    Effect search(Exchange exchange) {
        String query =
                Objects.requireNonNullElse(exchange.query("searchQuery"), "")
                        .toLowerCase(Locale.ROOT);
        return list(exchange, folder -> folder.name().toLowerCase(Locale.ROOT).contains(query));
    }

    private Effect list(Exchange exchange, Predicate<Credentials.Folder> wanted) {
        access.check(exchange, "folders");
        List<Map<String, @Nullable Object>> results =
                credentials.folders().stream().filter(wanted).map(FoldersEndpoint::fields).toList();
        return () -> json.answer(200, Map.of("Results", results));
    }

    private static Map<String, @Nullable Object> fields(Credentials.Folder folder) {
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("Id", folder.id());
        fields.put("Name", folder.name());
        fields.put("Description", null);
        fields.put("ParentFolder", null);
        return fields;
    }
}
