package io.winnow.trainer.modality;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import io.winnow.trainer.config.Kind;
import java.io.IOException;

/** Maps the kinds of preprocessing in JSON to their classes. */
final class PreprocessingKinds extends TypeIdResolverBase {
    private static String kind(Class<?> preprocessing) {
        return preprocessing.getAnnotation(Kind.class).value();
    }

    @Override
    public String idFromValue(Object value) {
        return kind(value.getClass());
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
        return value == null ? kind(type) : idFromValue(value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
        return context.constructType(Modalities.preprocessings().stream()
                .filter(preprocessing -> kind(preprocessing).equals(id))
                .findFirst()
                .orElseThrow(() -> new IOException("There is no kind of preprocessing '" + id + "'.")));
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
