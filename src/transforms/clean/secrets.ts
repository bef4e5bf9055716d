/**
 * Passwords of the source database. They reach the output only with `keepSecrets`, because migrations are committed
 * and widely read. Objects with options of their own get a placeholder when they are created; existing ones keep
 * theirs. A secret in text that stays unchanged (a routine body, a view) stops the conversion.
 */
import { type Catalog, declare, dropWhere, mapObjects, warn } from '../../catalog/catalog.js';
import { quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Changed } from '../../catalog/tenancy.js';
import { type Diagnostic, InputError } from '../../diagnostics/diagnostics.js';
import { nodeOf, parseStatements } from '../../grammar.js';
import { KIND, read } from '../../kinds/registry.js';
import { type Secret, secretsIn, WITHHELD } from '../../source/secretsIn.js';
import type { Transform } from '../base/transform.js';
import { traitsOf } from '../../kinds/is.js';

/** Statements that would overwrite an existing object's secret with the placeholder. */
const CHANGES = new Set([
  'AlterUserMappingStmt',
  'AlterForeignServerStmt',
  'AlterFdwStmt',
  'AlterSubscriptionStmt',
  'AlterRoleStmt',
]);

const FOREIGN_OPTIONS = /^ALTER\s+FOREIGN\s+TABLE\b/i;

/** In prose, only a connection string counts as a secret. */
const NO_SQL = Infinity;

interface Found {
  readonly object: SchemaObject;
  readonly secrets: readonly Secret[];
}

/** The name as the server shows it: `clinic_app on server archive`. */
const nameOf = ({ kind, identity, name, statement }: SchemaObject): string =>
  kind === KIND.userMapping
    ? `${nodeOf(statement, 'CreateUserMappingStmt').user?.rolename ?? 'public'} on server ${name.name}`
    : identity;

const changes = ({ statement: { tree, text } }: SchemaObject): boolean =>
  CHANGES.has(tree?.type ?? '') || FOREIGN_OPTIONS.test(text);

const lineOf = ({ object, secrets }: Found): number => {
  const { raw, text } = object.statement;
  return raw.line + text.slice(0, secrets[0]!.at).split('\n').length - 1;
};

/** A role gets no password instead of a placeholder that everyone can read. */
const PASSWORD_BEFORE = /(?:(?:UN)?ENCRYPTED\s+)?PASSWORD\s*$/i;

function withPlaceholders({ object, secrets }: Found): string {
  let { text } = object.statement;
  for (const { start, end, rest, what } of secrets.toReversed()) {
    const before = text.slice(0, start);
    text =
      object.kind === KIND.role
        ? `${before.replace(PASSWORD_BEFORE, 'PASSWORD ')}NULL${text.slice(end)}`
        : `${before}${quoteLiteral(rest ?? `${WITHHELD.slice(0, -1)} ${what}>`)}${text.slice(end)}`;
  }
  return text;
}

/** The object with its placeholders, parsed again. */
function withheld(found: Found): SchemaObject {
  const { object } = found;
  const text = withPlaceholders(found);
  const [tree] = parseStatements([text]);
  if (!tree || !('type' in tree)) throw refusal(found);
  const statement = { ...object.statement, text, tree };
  const made = read(statement);
  if (!made) throw refusal(found);
  return { ...made, id: object.id };
}

const refusal = (found: Found): InputError =>
  new InputError(
    'secrets/in-text',
    `${found.object.id} contains a ${found.secrets[0]!.what}, which the output would contain unchanged.`,
    {
      help: 'Remove it from the design; or keep it in the output: --keep-secrets',
      place: { line: lineOf(found), column: 1 },
    },
  );

const names = ({ secrets }: Found): string => [...new Set(secrets.map(({ what }) => what))].join(', ');

function notice(found: Found, kept: boolean): Diagnostic {
  const { object } = found;
  const place = { line: lineOf(found), column: 1 };
  const about = { object: object.id, place };
  if (kept)
    return {
      severity: 'info',
      code: 'secrets/kept',
      message: `The output contains a secret of ${object.id}: ${names(found)}.`,
      help: 'Store the output like a secret.',
      ...about,
    };
  const gone = changes(object);
  return {
    severity: 'warning',
    code: 'secrets/withheld',
    message: gone
      ? `A statement that sets a secret (${names(found)}) was left out: ${object.id}.`
      : `A secret of ${object.id} (${names(found)}) was withheld: the output has ${object.kind === KIND.role ? 'no password' : 'a placeholder'} instead.`,
    help: 'Set it in each database after the baseline has run; or keep it in the output: --keep-secrets',
    ...about,
  };
}

export const secrets: Transform = {
  name: 'secrets',
  stage: 'clean',
  summary:
    'Replaces passwords with placeholders (`keepSecrets: false`), and stops at text whose password cannot be replaced.',
  apply(catalog: Catalog, { keepSecrets }) {
    const all = catalog.objects.flatMap((object): Found[] => {
      const found = secretsIn(object.statement.text, traitsOf(object).prose ? NO_SQL : 0);
      return found.length === 0 ? [] : [{ object, secrets: found }];
    });
    if (all.length === 0) return catalog;
    const told = warn(catalog, ...all.map((found) => notice(found, keepSecrets)));
    if (keepSecrets) return told;
    const inText = all.find(({ object }) => !traitsOf(object).credentials && !changes(object));
    if (inText) throw refusal(inText);
    const gone = new Set(all.map(({ object }) => object).filter(changes));
    const made = new Map(
      all.filter(({ object }) => !gone.has(object)).map((found) => [found.object, withheld(found)]),
    );
    const dropped = dropWhere(told, (object) =>
      gone.has(object) ? 'it sets a secret, which is withheld' : undefined,
    );
    const changed = [...made.keys()].map((object): Changed => ({
      kind: object.kind,
      name: nameOf(object),
      what: 'its secret is a placeholder',
      why: 'secrets stay out of the output (keepSecrets in the configuration)',
    }));
    return declare(
      mapObjects(dropped, 'secrets', (object) => made.get(object)),
      { changed },
    );
  },
};
