package io.panoptoupload.gateway.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.core.Authentication;

import java.security.Principal;
import java.util.List;

/** What a caller may do, for pages that show no button in vain; the rules of URLs decide. */
public final class Permissions {
    private final RoleHierarchy hierarchy;
    private final boolean login;
    private final boolean users;
    private final List<String> providers;

    /**
     * @param login whether anybody has to log in
     * @param users whether there are users with passwords
     * @param providers names of the registered OpenID Connect providers
     */
    Permissions(RoleHierarchy hierarchy, boolean login, boolean users, List<String> providers) {
        this.hierarchy = hierarchy;
        this.login = login;
        this.users = users;
        this.providers = List.copyOf(providers);
    }

    public boolean mayPublish(@Nullable Principal caller) {
        return has(caller, Role.PUBLISHER);
    }

    public boolean mayOperate(@Nullable Principal caller) {
        return has(caller, Role.OPERATOR);
    }

    public boolean hasUsers() {
        return users;
    }

    public List<String> providers() {
        return providers;
    }

    private boolean has(@Nullable Principal caller, String role) {
        return !login
                || (caller instanceof Authentication known
                        && hierarchy
                                .getReachableGrantedAuthorities(known.getAuthorities())
                                .containsAll(Role.authorities(List.of(role))));
    }
}
