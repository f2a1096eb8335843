package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Who may come in, and the folders that they may upload to. */
public record Credentials(
        @JsonProperty(required = true) List<Client> clients,
        @JsonProperty(required = true) List<User> users,
        @JsonProperty(required = true) List<Folder> folders) {

    /**
     * An API client.
     *
     * @param grants the OAuth2 grant types that its client type allows at Panopto
     */
    public record Client(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String secret,
            @JsonProperty(required = true) Set<String> grants) {}

    /**
     * A user.
     *
     * @param refreshToken one that is valid from the start, as a consent in the browser would leave
     */
    public record User(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String password,
            @Nullable String refreshToken) {}

    /**
     * A folder that every user may see.
     *
     * @param parent the id of the folder that it lies in; null at the top
     * @param access who may watch what lies in it; null means restricted
     * @param creator whether users may create in it; null means that they may
     */
    public record Folder(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String name,
            @Nullable String parent,
            @Nullable AccessLevel access,
            @Nullable Boolean creator) {

        /** A folder at the top in which everybody may create. */
        public static Folder of(String id, String name) {
            return new Folder(id, name, null, null, null);
        }

        AccessLevel accessLevel() {
            return access == null ? AccessLevel.RESTRICTED : access;
        }

        boolean mayCreate() {
            return creator == null || creator;
        }
    }

    /** The demonstration client, user and folder. */
    public static Credentials demo() {
        return new Credentials(
                List.of(new Client("demo-client", "demo-secret", TokenEndpoint.GRANTS)),
                List.of(new User("demo-user", "demo-password", "demo-refresh-token")),
                List.of(Folder.of("00000000-0000-0000-0000-000000000001", "Demonstration")));
    }

    /** Reads a JSON file that has the shape of this record. */
    public static Credentials read(Path file) {
        Credentials read =
                JsonMapper.builder()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build()
                        .readValue(file, Credentials.class);
        return Objects.requireNonNull(read);
    }

    Optional<Client> client(String id, String secret) {
        return clients.stream()
                .filter(client -> client.id().equals(id) && client.secret().equals(secret))
                .findFirst();
    }

    boolean knowsUser(String name, String password) {
        return users.stream()
                .anyMatch(user -> user.name().equals(name) && user.password().equals(password));
    }

    Optional<Folder> folder(String id) {
        return folders.stream().filter(folder -> folder.id().equalsIgnoreCase(id)).findFirst();
    }
}
