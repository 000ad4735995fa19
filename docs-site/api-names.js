/** A plugin of typedoc: modules have the names by which they are imported, not those of their files. */
import { Converter, ReflectionKind } from 'typedoc';

/** `json/src` is `@netvakt/json`, `selftest/src/command` is `@netvakt/selftest/command`. */
const importedAs = (file) => `@netvakt/${file.replace(/\/src\b/u, '')}`;

export function load(application) {
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) module.name = importedAs(module.name);
  });
}
