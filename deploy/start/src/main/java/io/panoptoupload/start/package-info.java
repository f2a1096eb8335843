/**
 * Where every executable jar begins. The one class here stands at the top of each of them and is
 * compiled for Java 8, where {@code NullMarked} cannot be read: it may touch nothing but the JDK of
 * that time and, once the Java is recent enough, Spring Boot's loader.
 */
package io.panoptoupload.start;
