package io.panoptoupload.worker.it;

import io.panoptoupload.worker.permission.Permission;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;
import org.awaitility.Awaitility;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a broker's ACLs allow one principal. */
final class Acls {
    private final Admin admin;
    private final String principal;

    Acls(Admin admin, String principal) {
        this.admin = admin;
        this.principal = principal;
    }

    /** From now on this and nothing else. */
    void allow(List<Permission> permissions) throws Exception {
        Set<AclBinding> wanted =
                permissions.stream().map(this::binding).collect(Collectors.toUnmodifiableSet());
        Set<AclBinding> present = present();
        Set<AclBinding> surplus = new HashSet<>(present);
        surplus.removeAll(wanted);
        Set<AclBinding> lacking = new HashSet<>(wanted);
        lacking.removeAll(present);
        admin.createAcls(lacking).all().get();
        admin.deleteAcls(surplus.stream().map(AclBinding::toFilter).toList()).all().get();
        Awaitility.await("the ACLs of " + principal).until(() -> present().equals(wanted));
    }

    /** All but one. */
    void allowBut(Permission one, List<Permission> permissions) throws Exception {
        allow(permissions.stream().filter(each -> !each.equals(one)).toList());
    }

    private Set<AclBinding> present() throws Exception {
        return admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                .filter(acl -> acl.entry().principal().equals(principal))
                .collect(Collectors.toUnmodifiableSet());
    }

    private AclBinding binding(Permission permission) {
        return new AclBinding(
                permission.resource(),
                new AccessControlEntry(
                        principal, "*", permission.operation(), AclPermissionType.ALLOW));
    }
}
