/** Routines with a configured search_path: `core.f(uuid): [core]`. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Key } from '../../catalog/object.js';
import { added } from '../../catalog/statement.js';
import { nodeOf, parseStatements } from '../../grammar.js';
import { targetOf } from '../../kinds/base/target.js';
import { didYouMean } from '../../didYouMean.js';
import type { Settings } from '../../settings/settings.js';
import { refused } from '../../settings/refused.js';
import type { Routine } from '../../facts/routines/bodies.js';
import { closedPath, type Path } from '../../facts/routines/searchPath.js';
import { routinesOf } from '../../facts/routines/altered.js';
import { signatureOf } from '../../facts/routines/routineIdentity.js';

/** PostgreSQL's parser resolves the types, so that `integer` and `int4` are equal. */
function signatureFrom(text: string): Key | undefined {
  const [tree] = parseStatements([`DROP ROUTINE ${text}`]);
  if (!tree || !('type' in tree)) return undefined;
  const { removeType, objects = [] } = nodeOf({ tree }, 'DropStmt');
  return targetOf(removeType, objects[0], added('', 'routinePaths'))?.key;
}

/** @throws InputError `config/no-routine` for a name without a routine */
export function configuredPaths(
  { objects }: Catalog,
  settings: Pick<Settings, 'searchPaths' | 'source'>,
): Map<Routine, Path> {
  const out = new Map<Routine, Path>();
  const said = settings.searchPaths;
  if (Object.keys(said).length === 0) return out;
  const routines = routinesOf(objects).flatMap((routine) => routine ?? []);
  const bySignature = new Map(routines.map((routine) => [signatureOf(routine.object), routine]));
  for (const [text, path] of Object.entries(said)) {
    const routine = bySignature.get(signatureFrom(text));
    if (!routine) {
      const name = text.replace(/\(.*$/s, '');
      const others = routines
        .map(({ object }) => object.identity)
        .filter((one) => one.startsWith(`${name}(`));
      const near = didYouMean(
        text,
        routines.map(({ object }) => object.identity),
      );
      throw refused(
        settings,
        { path: ['functions', 'searchPath', text], key: true },
        'config/no-routine',
        `The dump has no routine ${text}.`,
        others.length > 0 || near === undefined
          ? `Correct the name in \`functions.searchPath\` of the configuration${others.length > 0 ? `: the dump has ${others.join(', ')}` : ''}.`
          : near,
      );
    }
    out.set(routine, closedPath(path));
  }
  return out;
}
