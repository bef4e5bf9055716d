/** Templates that every project has; a file of the project with the same name replaces one. */

export const templates = {
  'create-schema': `-- {{description}}
CREATE SCHEMA IF NOT EXISTS {{schema}};

-- What a role needs before it can use anything in the schema:
-- GRANT USAGE ON SCHEMA {{schema}} TO application_role;

{{added}}
`,
  'create-table': `-- {{description}}
SET LOCAL search_path = '';

-- Table {{table}}
CREATE TABLE IF NOT EXISTS {{table}} (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  {{columns}}
  {{added_columns}}
  PRIMARY KEY (id)
);

-- GRANT SELECT, INSERT, UPDATE, DELETE ON {{table}} TO application_role;

{{added}}
`,
  'add-columns': `-- {{description}}
SET LOCAL search_path = '';

-- A column that is NOT NULL needs a DEFAULT where the table has rows.
ALTER TABLE {{table}}
  {{add_columns}};

{{added}}
`,
  'compliance-fields': `-- {{description}}
SET LOCAL search_path = '';

-- Fields of the compliance profile {{profile}} for {{table}}
{{added}}
`,
} as const;
