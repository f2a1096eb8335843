package io.panoptoupload.gateway.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticates users by password. Checking is slow on purpose, so who sends one with each call is
 * recognised by a keyed hash, and no more than two are checked at once.
 */
final class Passwords implements AuthenticationProvider {
    private static final String PREFIX = "{bcrypt}";
    private static final int MAX_REMEMBERED = 1000;

    /** Longest wait for a turn: some hundred passwords are checked in that time. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Passwords.class);

    private final Map<String, AccessProperties.User> users;
    private final LoginLimit limit;
    private final LoginMeters meters;
    private final PasswordEncoder bcrypt;
    private final String nobodys;
    private final Semaphore checking = new Semaphore(2, true);
    private final SecretKeySpec key;
    private final Map<ByteBuffer, String> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, String> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    Passwords(
            Map<String, AccessProperties.User> users,
            LoginLimit limit,
            LoginMeters meters,
            PasswordEncoder bcrypt) {
        this.users = Map.copyOf(users);
        this.limit = limit;
        this.meters = meters;
        this.bcrypt = bcrypt;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
        // Checked for names that nobody has, so that both take the same time.
        this.nobodys = Objects.requireNonNull(bcrypt.encode("nobody"));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String name = login.getName();
        String password = Objects.toString(login.getCredentials(), "");
        String address =
                login.getDetails() instanceof WebAuthenticationDetails details
                        ? details.getRemoteAddress()
                        : "";
        AccessProperties.@Nullable User user = users.get(name);
        ByteBuffer hash = hash(name, password);
        if (user == null || !isRemembered(hash, name)) {
            if (limit.isExceeded(address, name)) {
                throw locked();
            }
            awaitTurn();
            try {
                check(user, address, name, password, hash);
            } finally {
                checking.release();
            }
        }
        return UsernamePasswordAuthenticationToken.authenticated(
                name, null, Role.authorities(Objects.requireNonNull(user).roles()));
    }

    private LockedException locked() {
        meters.locked();
        return new LockedException("too many failed logins");
    }

    private void awaitTurn() {
        try {
            if (checking.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AuthenticationServiceException("too many passwords wait to be checked");
    }

    /** Others may have logged in, or failed, since this one began to wait for its turn. */
    private void check(
            AccessProperties.@Nullable User user,
            String address,
            String name,
            String password,
            ByteBuffer hash) {
        if (user != null && isRemembered(hash, name)) {
            return;
        }
        if (!limit.begin(address, name)) {
            throw locked();
        }
        boolean right = false;
        try {
            right = isRight(user, password) && user != null;
        } finally {
            if (right) {
                limit.succeeded(address, name);
            } else {
                limit.failed(address, name);
            }
        }
        if (!right) {
            meters.wrongPassword();
            log.warn("a login from {} failed", address);
            throw new BadCredentialsException("no such user, or another password");
        }
        remember(hash, name);
    }

    private boolean isRight(AccessProperties.@Nullable User user, String password) {
        return bcrypt.matches(
                password,
                user == null
                        ? nobodys
                        : Objects.requireNonNull(user.password()).substring(PREFIX.length()));
    }

    private boolean isRemembered(ByteBuffer hash, String name) {
        synchronized (remembered) {
            return name.equals(remembered.get(hash));
        }
    }

    private void remember(ByteBuffer hash, String name) {
        synchronized (remembered) {
            remembered.put(hash, name);
        }
    }

    private ByteBuffer hash(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return ByteBuffer.wrap(mac.doFinal((name + '\0' + password).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
