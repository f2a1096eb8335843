package io.panoptoupload.gateway.security;

import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The roles; who has one has those before it. */
final class Role {
    /** May see everything. */
    static final String VIEWER = "viewer";

    /** May ask for uploads, and cancel them. */
    static final String PUBLISHER = "publisher";

    /** May try uploads again, and publish dead letters again. */
    static final String OPERATOR = "operator";

    static final List<String> ALL = List.of(VIEWER, PUBLISHER, OPERATOR);
    static final String ALLOWED = "viewer, publisher or operator, several separated by commas";
    private static final String PREFIX = "ROLE_";

    private Role() {}

    static RoleHierarchy hierarchy() {
        return RoleHierarchyImpl.withDefaultRolePrefix()
                .role(OPERATOR)
                .implies(PUBLISHER)
                .role(PUBLISHER)
                .implies(VIEWER)
                .build();
    }

    /** Of those of the names that are roles. */
    static Collection<GrantedAuthority> authorities(Collection<String> names) {
        return names.stream()
                .filter(ALL::contains)
                .map(name -> new SimpleGrantedAuthority(PREFIX + name))
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean areRoles(Collection<String> names) {
        return !names.isEmpty() && ALL.containsAll(names);
    }
}
