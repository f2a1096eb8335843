package io.panoptoupload.start.layout;

import org.springframework.boot.loader.tools.CustomLoaderLayout;
import org.springframework.boot.loader.tools.Layout;
import org.springframework.boot.loader.tools.LayoutFactory;
import org.springframework.boot.loader.tools.Layouts;
import org.springframework.boot.loader.tools.LoaderClassesWriter;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;

/** The layout of Spring Boot's executable jars, begun by {@code CheckJava}. */
public final class CheckedLayout implements LayoutFactory {
    private static final String MAIN_CLASS = "io.panoptoupload.start.CheckJava";

    @Override
    public Layout getLayout(File source) {
        return new CheckedJar();
    }

    private static final class CheckedJar extends Layouts.Jar implements CustomLoaderLayout {
        @Override
        public String getLauncherClassName() {
            return MAIN_CLASS;
        }

        @Override
        public void writeLoadedClasses(LoaderClassesWriter writer) throws IOException {
            writer.writeLoaderClasses();
            String file = MAIN_CLASS.replace('.', '/') + ".class";
            try (InputStream content = CheckedLayout.class.getResourceAsStream("/" + file)) {
                writer.writeEntry(file, content);
            }
        }
    }
}
