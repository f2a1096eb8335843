package io.panoptoupload.gateway.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.mapping.GrantedAuthoritiesMapper;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The roles of those whom an OpenID Connect provider lets in: a claim lists them. */
final class ProviderRoles implements GrantedAuthoritiesMapper {
    private final AccessProperties.Oidc settings;

    ProviderRoles(AccessProperties.Oidc settings) {
        this.settings = settings;
    }

    @Override
    public Collection<? extends GrantedAuthority> mapAuthorities(
            Collection<? extends GrantedAuthority> authorities) {
        Set<String> names = new HashSet<>(settings.roles());
        for (GrantedAuthority each : authorities) {
            if (each instanceof OidcUserAuthority user) {
                names.addAll(listed(user.getIdToken().getClaim(settings.rolesClaim())));
            }
        }
        return Role.authorities(names);
    }

    /** A list, or one; whatever else stands there gives no role. */
    private static List<String> listed(@Nullable Object claim) {
        return switch (claim) {
            case String one -> List.of(one);
            case Collection<?> several ->
                    several.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList();
            case null, default -> List.of();
        };
    }
}
