-- A day in an organization, as the application's role. Every id begins with eight times the organization's letter.
SET ROLE tracker_app;

-- Before there is an organization: sign-up, of one who may have signed up for another organization already, and login.
INSERT INTO users (id, email, full_name, password_digest) VALUES ('aaaaaaaa-0000-4000-8000-000000000011', 'ann@acme.test', 'Ann', 'x');
INSERT INTO users (id, email, full_name) VALUES ('cccccccc-0000-4000-8000-000000000001', 'both@example.test', 'Bo Both') ON CONFLICT (email) DO NOTHING;
INSERT INTO user_sessions (user_id, token_hash, expires_at) VALUES ('aaaaaaaa-0000-4000-8000-000000000011', 'acme'::bytea, now() + interval '1 day');
SELECT u.full_name FROM users u JOIN user_sessions s ON s.user_id = u.id WHERE s.token_hash = 'acme'::bytea AND s.expires_at > now();
SELECT full_name FROM users WHERE email = 'BOTH@example.test';
SELECT count(*) AS without_organization FROM issues;

SET app.current_organization_id = 'aaaaaaaa-0000-4000-8000-000000000001';
SET app.current_user_id = 'aaaaaaaa-0000-4000-8000-000000000011';
INSERT INTO organizations (id, name, slug) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Acme', 'acme') RETURNING name, slug, plan, settings, seats;
INSERT INTO memberships (id, organization_id, user_id, role) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000021', 'aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000011', 'owner') RETURNING role;
INSERT INTO invitations (organization_id, email, role, invited_by_id, token_hash)
  VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'both@example.test', 'admin', 'aaaaaaaa-0000-4000-8000-000000000021', 'invited to acme'::bytea);
SELECT app.accept_invitation('invited to acme'::bytea, 'cccccccc-0000-4000-8000-000000000001') IS NOT NULL AS accepted;
SELECT app.accept_invitation('invited to acme'::bytea, 'cccccccc-0000-4000-8000-000000000001');
SELECT u.full_name, m.role FROM memberships m JOIN users u ON u.id = m.user_id ORDER BY 1;

-- Teams and issues: numbers, statuses and counts come from triggers.
INSERT INTO teams (id, organization_id, name, key) VALUES ('aaaaaaaa-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000001', 'Core', 'CORE');
INSERT INTO teams (organization_id, name, key) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Core again', 'CORE');
INSERT INTO team_memberships (team_id, membership_id, is_lead) VALUES ('aaaaaaaa-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000021', true) RETURNING is_lead;
INSERT INTO issue_statuses (team_id, name, position) VALUES ('aaaaaaaa-0000-4000-8000-000000000031', 'Todo', 1), ('aaaaaaaa-0000-4000-8000-000000000031', 'Done', 2) RETURNING name;
INSERT INTO projects (id, organization_id, team_id, lead_id, name, slug) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000041', 'aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000021', 'Launch', 'launch');
INSERT INTO projects (organization_id, name, slug) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Launch again', 'LAUNCH');
INSERT INTO projects (organization_id, name, slug, color) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Blue', 'blue', 'blue');
INSERT INTO issues (id, organization_id, team_id, project_id, number, title, assignee_id) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000051', 'aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000041', 0, 'Write the announcement', 'cccccccc-0000-4000-8000-000000000001'),
  ('aaaaaaaa-0000-4000-8000-000000000052', 'aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000041', 0, 'Book the venue', 'aaaaaaaa-0000-4000-8000-000000000011')
  RETURNING number, title, priority, comment_count, lock_version, reporter_id;
INSERT INTO issues (organization_id, team_id, number, title) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000031', 1, 'Number taken');
INSERT INTO comments (organization_id, issue_id, author_id, body) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000051', 'aaaaaaaa-0000-4000-8000-000000000011', 'First'),
  ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000051', 'cccccccc-0000-4000-8000-000000000001', 'Second');
DELETE FROM comments WHERE body = 'Second';
SELECT i.number, i.title, s.name AS status, i.comment_count, i.lock_version FROM issues i JOIN issue_statuses s ON s.id = i.status_id ORDER BY 1;
UPDATE issues SET completed_at = now(), lock_version = 1 WHERE id = 'aaaaaaaa-0000-4000-8000-000000000051' AND lock_version = 0 RETURNING number, lock_version;
SELECT number, title FROM app.search_issues('announcement OR venue');
INSERT INTO labels (id, organization_id, name) VALUES ('aaaaaaaa-0000-4000-8000-000000000061', 'aaaaaaaa-0000-4000-8000-000000000001', 'Bug');
INSERT INTO labels (organization_id, name) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'BUG') ON CONFLICT (organization_id, name) DO UPDATE SET color = '#ff0000' RETURNING name, color;
INSERT INTO issue_labels (issue_id, label_id) VALUES ('aaaaaaaa-0000-4000-8000-000000000051', 'aaaaaaaa-0000-4000-8000-000000000061');
INSERT INTO issue_labels (issue_id, label_id) VALUES ('aaaaaaaa-0000-4000-8000-000000000051', 'aaaaaaaa-0000-4000-8000-000000000061');
INSERT INTO issue_relations VALUES ('aaaaaaaa-0000-4000-8000-000000000051', 'aaaaaaaa-0000-4000-8000-000000000052', 'blocks');
SELECT i.number, l.name FROM issue_labels il JOIN issues i ON i.id = il.issue_id JOIN labels l ON l.id = il.label_id;
INSERT INTO attachments (organization_id, issue_id, file_name, byte_size, content_type, storage_key) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000051', 'plan.pdf', 1, 'application/pdf', 'acme/plan.pdf');
INSERT INTO attachments (organization_id, file_name, byte_size, content_type, storage_key) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000001', 'nothing.pdf', 1, 'application/pdf', 'acme/nothing.pdf');
INSERT INTO time_entries (organization_id, issue_id, membership_id, started_at, ended_at) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000051', 'aaaaaaaa-0000-4000-8000-000000000021', '2026-01-05 09:00Z', '2026-01-05 10:30Z') RETURNING minutes;

-- Sales: a stage is tracked, won deals stay, and what happens to a deal is an event.
INSERT INTO companies (id, organization_id, name, domain, custom_fields) VALUES ('aaaaaaaa-0000-4000-8000-000000000071', 'aaaaaaaa-0000-4000-8000-000000000001', 'Globex', 'globex.test', '{"tier": "gold"}');
INSERT INTO contacts (organization_id, company_id, first_name, last_name, email) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000071', 'Hank', 'Scorpio', 'hank@globex.test') RETURNING full_name;
INSERT INTO contacts (organization_id, first_name, email) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Hank', 'HANK@globex.test');
INSERT INTO deals (id, organization_id, company_id, title, amount, probability) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000081', 'aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000071', 'Reactor', 1000, 50),
  ('aaaaaaaa-0000-4000-8000-000000000082', 'aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000071', 'Cooling', 500, 10) RETURNING title, stage, weighted_amount;
UPDATE deals SET stage = 'won', probability = 100, closed_at = now() WHERE title = 'Reactor';
DELETE FROM deals RETURNING title;
SELECT * FROM app.pipeline();
SELECT from_stage, to_stage, changed_by FROM deal_stage_changes ORDER BY id;
SELECT action, subject_type, actor_id, changes ->> 'title' AS title FROM audit_events ORDER BY id;
UPDATE audit_events SET action = 'nothing';
DELETE FROM companies;
SELECT name FROM companies WHERE custom_fields @> '{"tier": "gold"}';

-- Views, settings, notifications, hooks and keys.
SELECT name, issues, completed, percent FROM reporting.project_progress;
SELECT full_name, open_issues FROM reporting.workload ORDER BY 1;
INSERT INTO notifications (organization_id, user_id, kind) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000011', 'mention'), ('aaaaaaaa-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000001', 'mention');
SELECT kind, read_at FROM my_notifications;
UPDATE organizations SET settings = settings || '{"theme": "dark"}' RETURNING settings, updated_at >= created_at AS touched;
INSERT INTO webhooks (id, organization_id, url) VALUES ('aaaaaaaa-0000-4000-8000-000000000091', 'aaaaaaaa-0000-4000-8000-000000000001', 'https://acme.test/hook') RETURNING length(signing_key);
INSERT INTO webhook_deliveries (organization_id, webhook_id, event, payload) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000091', 'issue.created', '{}') RETURNING attempts;
INSERT INTO api_keys (organization_id, name, prefix, key_hash, created_by_id) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'CI', 'trk', 'acme key'::bytea, 'aaaaaaaa-0000-4000-8000-000000000011') RETURNING scopes, revoked_at;
INSERT INTO feature_flags (organization_id, flag) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'timeline') RETURNING flag, enabled;
INSERT INTO subscriptions (organization_id, plan, period) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'team', '[2026-01-01,2027-01-01)') RETURNING plan, currency, period;
INSERT INTO issues (organization_id, team_id, number, title) VALUES ('dddddddd-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000031', 0, 'In no organization of mine');

-- Deleting: cascades and SET NULL.
DELETE FROM projects WHERE slug = 'launch' RETURNING name;
SELECT number, project_id FROM issues ORDER BY 1;
DELETE FROM issues WHERE number = 1 RETURNING title;
SELECT (SELECT count(*) FROM comments) AS comments, (SELECT count(*) FROM issue_labels) AS labels, (SELECT count(*) FROM time_entries) AS entries, (SELECT count(*) FROM attachments) AS attachments;
RESET ROLE;
