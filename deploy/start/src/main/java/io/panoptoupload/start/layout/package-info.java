/**
 * What the plugin that packs the executable jars is given, so that they begin with {@link
 * io.panoptoupload.start.CheckJava}. Part of the build only; none of it is in a jar.
 */
package io.panoptoupload.start.layout;
