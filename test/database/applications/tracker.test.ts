/** A project tracker: organizations with uuid keys, users that belong to several, policies over the application's own setting. */
import { expect, test } from 'vitest';
import { applicationWorks, lines } from './application.js';

const TRACKER = {
  name: 'tracker',
  roles: { tracker_app: 'NOLOGIN', tracker_reporting: 'NOLOGIN' },
  shared: `INSERT INTO public.currencies (code, name) VALUES ('EUR', 'Euro')`,
  other: (script: string): string =>
    script
      .replaceAll('aaaaaaaa', 'bbbbbbbb')
      .replaceAll('acme', 'bolt')
      .replaceAll('Acme', 'Bolt')
      .replaceAll('Ann', 'Ben'),
  words: [/acme|Ann\b|aaaaaaaa/i, /bolt|Ben\b|bbbbbbbb/i],
} as const;

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000001';
const of = (tenant: string, user: string): string =>
  `SET ROLE tracker_app; SET app.current_organization_id = '${tenant}'; SET app.current_user_id = '${user}';`;
const BOTH = 'cccccccc-0000-4000-8000-000000000001';

for (const version of [15, 18] as const)
  applicationWorks(version, TRACKER, (loaded) => {
    test('a user of two organizations is one user, and sees one organization at a time', async () => {
      const { baseline } = loaded();
      const seen = (tenant: string): Promise<string> =>
        baseline.output(`${of(tenant, BOTH)}
          SELECT (SELECT slug FROM organizations), (SELECT count(*) FROM memberships WHERE user_id = '${BOTH}'), (SELECT count(*) FROM users WHERE id = '${BOTH}')`);
      expect((await seen(A)).trim()).toBe('acme|1|1');
      expect((await seen(B)).trim()).toBe('bolt|1|1');
    });

    test("nothing of the other organization's is read, changed, taken or referred to", async () => {
      const { baseline } = loaded();
      const tried = await baseline.transcript(`${of(A, BOTH)}
        SELECT count(*) FROM issues WHERE organization_id = '${B}';
        UPDATE contacts SET first_name = 'x' WHERE organization_id = '${B}' RETURNING 1;
        DELETE FROM deals WHERE organization_id = '${B}' RETURNING 1;
        SELECT count(*) FROM team_memberships WHERE team_id = 'bbbbbbbb-0000-4000-8000-000000000031';
        INSERT INTO labels (organization_id, name) VALUES ('${B}', 'theirs');
        INSERT INTO team_memberships (team_id, membership_id) VALUES ('bbbbbbbb-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000021');
        SELECT count(*) FROM audit_events_default;`);
      expect(lines(tried)).toEqual([
        '0',
        '0',
        '0',
        expect.stringContaining('new row violates row-level security policy for table "labels"'),
        expect.stringContaining('violates foreign key constraint "team_memberships__tenant_team_id_fkey"'),
        'DETAIL:  Key is not present in table "teams".',
      ]);
    });

    test('who wrote a row is the user of the application', async () => {
      const { baseline } = loaded();
      const [row] = await baseline.query(
        `SELECT created_by, updated_by, organization_id FROM public.team_memberships WHERE organization_id = '${A}'`,
      );
      expect(row).toEqual({
        created_by: 'aaaaaaaa-0000-4000-8000-000000000011',
        updated_by: null,
        organization_id: A,
      });
    });
  });
