package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * {@code /Panopto/api/v1/folders}: one folder, those one may create in, what lies in one, and a
 * search by name.
 */
final class FoldersEndpoint {
    private static final String NAME = "folders";

    private final Folders folders;
    private final Access access;
    private final PageAddresses addresses;
    private final Json json;

    FoldersEndpoint(Folders folders, Access access, PageAddresses addresses, Json json) {
        this.folders = folders;
        this.access = access;
        this.addresses = addresses;
        this.json = json;
    }

    Effect get(Exchange exchange, String id) {
        access.check(exchange, NAME);
        String pages = addresses.of(exchange);
        return () -> json.response(200, fields(find(id), pages));
    }

    Effect creator(Exchange exchange) {
        access.check(exchange, NAME);
        return list(exchange, folders.creatable());
    }

    Effect search(Exchange exchange) {
        access.check(exchange, NAME);
        String query = exchange.query("searchQuery");
        if (query == null) {
            throw json.refusal(400, "searchQuery is missing.");
        }
        return list(exchange, folders.search(query));
    }

    Effect children(Exchange exchange, String id) {
        access.check(exchange, NAME);
        return list(exchange, folders.childrenOf(id.equals(Folders.TOP) ? id : find(id).id()));
    }

    private Credentials.Folder find(String id) {
        return folders.find(id)
                .orElseThrow(() -> json.refusal(404, "There is no folder " + id + "."));
    }

    private Effect list(Exchange exchange, List<Credentials.Folder> found) {
        String pages = addresses.of(exchange);
        List<Map<String, @Nullable Object>> results =
                Page.of(exchange, json).of(found).stream()
                        .map(folder -> fields(folder, pages))
                        .toList();
        return () -> json.response(200, Map.of("Results", results));
    }

    private Map<String, @Nullable Object> fields(Credentials.Folder folder, String pages) {
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("Id", folder.id());
        fields.put("Name", folder.name());
        fields.put("Description", null);
        fields.put(
                "ParentFolder",
                folders.parent(folder)
                        .map(parent -> Map.of("Id", parent.id(), "Name", parent.name()))
                        .orElse(null));
        Map<String, @Nullable Object> urls = Json.fields();
        String list = pages + "Sessions/List.aspx?folderID=" + folder.id();
        urls.put("FolderUrl", list);
        urls.put("EmbedUrl", list + "&embedded=1");
        urls.put("ShareSettingsUrl", null);
        fields.put("Urls", urls);
        return fields;
    }
}
