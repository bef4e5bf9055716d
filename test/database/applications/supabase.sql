-- A day in a helpdesk, as the API's roles. Sign-up is the platform's, and so is what the service role provisions.
INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES
  ('aaaaaaaa-0000-4000-8000-000000000011', 'ann@acme.test', '{"name": "Ann"}'), ('aaaaaaaa-0000-4000-8000-000000000012', 'abe@acme.test', '{"name": "Abe"}');
INSERT INTO auth.users (id, email, raw_user_meta_data) VALUES ('cccccccc-0000-4000-8000-000000000001', 'both@example.test', '{"name": "Bo Both"}') ON CONFLICT (id) DO NOTHING;
SELECT display_name, theme FROM profiles WHERE id::text ~ '^(aaaaaaaa|cccccccc)' ORDER BY 1;
SET ROLE service_role;
INSERT INTO tenants (id, name, slug) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Acme', 'acme') RETURNING name, plan;
INSERT INTO tenant_members (tenant_id, user_id, role) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000011', 'owner') RETURNING role;
INSERT INTO plans (id, name, price_cents) VALUES ('team', 'Team', 4900) ON CONFLICT (id) DO NOTHING;
INSERT INTO canned_colors (name, hex) VALUES ('red', '#ff0000') ON CONFLICT (name) DO NOTHING;
INSERT INTO subscriptions (id, tenant_id, plan_id, status) VALUES ('sub_acme', 'aaaaaaaa-0000-4000-8000-000000000001', 'team', 'active') RETURNING status;
INSERT INTO articles (tenant_id, slug, title, published) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'draft', 'Draft', false);
RESET ROLE;

-- The owner: the token says who, and of which tenant.
SET ROLE authenticated;
SELECT count(*) AS without_token FROM tickets;
SET request.jwt.claims = '{"sub": "aaaaaaaa-0000-4000-8000-000000000011", "role": "authenticated", "app_metadata": {"tenant_id": "aaaaaaaa-0000-4000-8000-000000000001"}}';
SELECT name, slug, current_tenant() = id AS current, is_member(id) AS member, has_role(id, 'owner') AS owner FROM tenants;
UPDATE tenants SET settings = '{"tone": "kind"}' RETURNING settings;
INSERT INTO tenant_members (tenant_id, user_id) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000012'), ('aaaaaaaa-0000-4000-8000-000000000001', 'cccccccc-0000-4000-8000-000000000001') RETURNING role;
SELECT p.display_name, m.role FROM tenant_members m JOIN profiles p ON p.id = m.user_id ORDER BY 1;
INSERT INTO invites (tenant_id, email) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'eve@acme.test') RETURNING role, length(token), created_by;
UPDATE profiles SET theme = 'dark' RETURNING display_name, theme;
INSERT INTO notification_preferences (user_id, push) VALUES ('aaaaaaaa-0000-4000-8000-000000000011', true) RETURNING email, push;
INSERT INTO notification_preferences (user_id) VALUES ('aaaaaaaa-0000-4000-8000-000000000012');
INSERT INTO push_tokens (token, user_id, platform) VALUES ('token of acme', 'aaaaaaaa-0000-4000-8000-000000000011', 'ios') RETURNING platform;
SELECT name, price_cents FROM plans;
INSERT INTO plans (id, name, price_cents) VALUES ('free', 'Free', 0);
SELECT name FROM canned_colors;
SELECT plan_id, status FROM subscriptions;

-- Tickets: the tenant comes from a default that reads the token; messages and activity from triggers.
INSERT INTO mailboxes (id, address) VALUES ('aaaaaaaa-0000-4000-8000-000000000021', 'help@acme.test') RETURNING tenant_id;
INSERT INTO customers (id, email, name) VALUES ('aaaaaaaa-0000-4000-8000-000000000031', 'cy@example.test', 'Cy') RETURNING tenant_id;
INSERT INTO customers (email) VALUES ('cy@example.test');
INSERT INTO tickets (subject, mailbox_id, customer_id, assignee_id) VALUES
  ('Printer on fire', 'aaaaaaaa-0000-4000-8000-000000000021', 'aaaaaaaa-0000-4000-8000-000000000031', 'aaaaaaaa-0000-4000-8000-000000000012'),
  ('Printer wet', 'aaaaaaaa-0000-4000-8000-000000000021', 'aaaaaaaa-0000-4000-8000-000000000031', NULL) RETURNING tenant_id, subject, status, message_count, created_by;
INSERT INTO messages (ticket_id, from_customer, body) SELECT id, true, 'Help!' FROM tickets WHERE subject = 'Printer on fire' RETURNING body, internal;
UPDATE tickets SET status = 'solved' WHERE subject = 'Printer on fire';
INSERT INTO messages (ticket_id, author_id, from_customer, body) SELECT id, auth.uid(), false, 'Done' FROM tickets WHERE subject = 'Printer on fire';
INSERT INTO messages (ticket_id, from_customer, body) SELECT id, true, 'Again!' FROM tickets WHERE subject = 'Printer on fire';
SELECT subject, status, message_count, updated_at >= created_at AS touched FROM tickets ORDER BY 1;
SELECT subject FROM search_tickets('printer fire');
SELECT ticket_counts();
SELECT subject, status, customer, assignee FROM ticket_overview ORDER BY 1;
INSERT INTO tags (name) VALUES ('hardware');
INSERT INTO tags (name) VALUES ('hardware') ON CONFLICT (tenant_id, name) DO NOTHING;
INSERT INTO ticket_tags (ticket_id, tag_id) SELECT t.id, g.id FROM tickets t, tags g;
SELECT t.subject, g.name FROM ticket_tags x JOIN tickets t ON t.id = x.ticket_id JOIN tags g ON g.id = x.tag_id ORDER BY 1;
SELECT verb, actor_id FROM activity ORDER BY id;
INSERT INTO macros (tenant_id, name, body, is_shared) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'Thanks', 'Thank you', true), ('aaaaaaaa-0000-4000-8000-000000000001', 'Mine', 'Private', false) RETURNING name, owner_id;
INSERT INTO macros (tenant_id, owner_id, name, body) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000012', 'Not mine', '');
INSERT INTO articles (tenant_id, slug, title, published) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', 'reset', 'Reset the printer', true) RETURNING slug;
INSERT INTO tickets (tenant_id, subject) VALUES ('dddddddd-0000-4000-8000-000000000001', 'Of a tenant that I am not in');

-- A colleague, who owns nothing.
SET request.jwt.claims = '{"sub": "aaaaaaaa-0000-4000-8000-000000000012", "role": "authenticated", "app_metadata": {"tenant_id": "aaaaaaaa-0000-4000-8000-000000000001"}}';
SELECT name FROM macros ORDER BY 1;
UPDATE tenants SET name = 'Mine now' RETURNING name;
DELETE FROM tenant_members RETURNING role;
SELECT display_name, theme FROM profiles ORDER BY 1;
SELECT count(*) AS preferences FROM notification_preferences;
SELECT assignee, subject FROM ticket_overview WHERE assignee = 'Abe';
DELETE FROM tickets WHERE subject = 'Printer wet' RETURNING subject;
SELECT title FROM articles ORDER BY 1;
RESET ROLE;
SET ROLE anon;
RESET request.jwt.claims;
SELECT count(*) AS tickets FROM tickets;
SELECT name FROM plans;
RESET ROLE;
