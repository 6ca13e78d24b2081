package io.winnow.trainer.modality;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.io.IOException;

/** Maps the names of modalities in JSON to their kinds of preprocessing. */
final class PreprocessingKinds extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
        return Modalities.of(value.getClass()).name();
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
        return value == null ? Modalities.of(type).name() : idFromValue(value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
        return context.constructType(Modalities.named(id).preprocessing());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
