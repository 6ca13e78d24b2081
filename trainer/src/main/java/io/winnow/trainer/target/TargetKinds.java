package io.winnow.trainer.target;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.io.IOException;

/** Maps the names of kinds of targets in JSON to their classes. */
final class TargetKinds extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
        return Targets.of(value.getClass()).name();
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
        return value == null ? Targets.of(type).name() : idFromValue(value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws IOException {
        return context.constructType(Targets.named(id).type());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
