// Dumps that are large in one way each.

/** The same schemas under other names. */
export function renamed(text, copy) {
  if (copy === 0) return text;
  const schemas = ['public', ...[...text.matchAll(/^CREATE SCHEMA (\w+);$/gm)].map((match) => match[1])];
  // Where a name is used (`clinical.patients`) and where it is declared (`CREATE SCHEMA clinical`).
  const uses = new RegExp(`\\b(${schemas.join('|')})(?=\\.)|(?<=\\bSCHEMA )(${schemas.join('|')})\\b`, 'g');
  return text.replace(uses, (name) => `${name}_${copy + 1}`);
}

const HEAD = '-- Dumped from database version 15.18\n-- Dumped by pg_dump version 15.18\n\n';

/** Tables with four policies each. */
export function policies(count) {
  const tenants = `CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL, name text);
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);\n`;
  const mine = `((tenant_id = (current_setting('app.tenant_id'::text))::uuid))`;
  const tables = Array.from({ length: count / 4 }, (_, at) => {
    const table = `core.t${at}`;
    const commands = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map(
      (command) =>
        `CREATE POLICY may_${command.toLowerCase()} ON ${table} FOR ${command} TO app ${command === 'INSERT' ? 'WITH CHECK' : 'USING'} ${mine};\n`,
    );
    return `CREATE TABLE ${table} (id uuid NOT NULL, tenant_id uuid NOT NULL, name text);
ALTER TABLE ONLY ${table} ADD CONSTRAINT t${at}_pkey PRIMARY KEY (id);
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;\n${commands.join('')}`;
  });
  return `${HEAD}${tenants}${tables.join('')}`;
}

/** Rows of one table, a statement each, as `pg_dump --inserts` writes them. */
export function inserts(count) {
  const rows = Array.from(
    { length: count },
    (_, at) => `INSERT INTO public.persons VALUES (${at}, 'Somebody with the number ${at}', '2025-01-01');\n`,
  );
  return `${HEAD}CREATE TABLE public.persons (id integer NOT NULL, name text, born date);\n${rows.join('')}`;
}
