-- A day in a shop, as Active Record writes it: a tenant column where there is one, ids from their sequences, times from the application.
\set tenant 1
\set user 11
SET ROLE shop;
SET app.tenant_id = :'tenant';
SET app.user_id = :'user';
SET timezone = 'UTC';
INSERT INTO tenants (id, name, subdomain, created_at, updated_at) VALUES (:tenant, 'Acme', 'acme', '2026-01-01', '2026-01-01') RETURNING name, plan, users_count;
INSERT INTO users (id, tenant_id, email, name, created_at, updated_at) VALUES (:user, :tenant, 'ann@example.test', 'Ann', '2026-01-01', '2026-01-01') RETURNING email, role;
INSERT INTO users (tenant_id, email, created_at, updated_at) VALUES (:tenant, 'ann@example.test', '2026-01-01', '2026-01-01');
UPDATE tenants SET users_count = COALESCE(users_count, 0) + 1, updated_at = '2026-01-02' WHERE tenants.id = :tenant RETURNING users_count;
INSERT INTO settings (var, value, created_at, updated_at) VALUES ('acme.theme', 'dark', '2026-01-01', '2026-01-01') RETURNING value;

-- A catalogue.
INSERT INTO categories (tenant_id, name, slug, created_at, updated_at) VALUES (:tenant, 'Tools', 'tools', '2026-01-01', '2026-01-01');
INSERT INTO categories (tenant_id, parent_id, name, slug, created_at, updated_at) SELECT :tenant, id, 'Hammers', 'hammers', '2026-01-01', '2026-01-01' FROM categories WHERE slug = 'tools' AND tenant_id = :tenant;
INSERT INTO products (tenant_id, name, slug, properties, created_at, updated_at) VALUES (:tenant, 'Hammer', 'hammer', 'colour => red', '2026-01-01', '2026-01-01') RETURNING name, properties -> 'colour' AS colour;
INSERT INTO products (tenant_id, name, slug, created_at, updated_at) VALUES (:tenant, 'Hammer again', 'hammer', '2026-01-01', '2026-01-01');
INSERT INTO categories_products (category_id, product_id) SELECT c.id, p.id FROM categories c, products p WHERE c.slug = 'hammers' AND p.slug = 'hammer' AND c.tenant_id = :tenant AND p.tenant_id = :tenant;
INSERT INTO variants (product_id, sku, barcode, price_cents, created_at, updated_at) SELECT id, 'H-1', '4001', 1000, '2026-01-01', '2026-01-01' FROM products WHERE slug = 'hammer' AND tenant_id = :tenant RETURNING sku, stock_level;
UPDATE categories SET products_count = products_count + 1 WHERE slug = 'hammers' AND tenant_id = :tenant;
SELECT c.name, parent.name AS parent, c.products_count, p.name AS product FROM categories c LEFT JOIN categories parent ON parent.id = c.parent_id
  LEFT JOIN categories_products cp ON cp.category_id = c.id LEFT JOIN products p ON p.id = cp.product_id WHERE c.tenant_id = :tenant ORDER BY 1;

-- Stock, counted by a trigger.
INSERT INTO warehouses (tenant_id, code, created_at, updated_at) VALUES (:tenant, 'MAIN', '2026-01-01', '2026-01-01') RETURNING code;
INSERT INTO stock_movements (tenant_id, variant_id, warehouse_id, direction, quantity, created_at)
  SELECT :tenant, v.id, w.id, 'in', 10, '2026-01-02' FROM variants v JOIN products p ON p.id = v.product_id, warehouses w WHERE p.tenant_id = :tenant AND w.tenant_id = :tenant;
INSERT INTO stock_movements (tenant_id, variant_id, direction, quantity, created_at) SELECT :tenant, v.id, 'out', 0, '2026-01-02' FROM variants v JOIN products p ON p.id = v.product_id WHERE p.tenant_id = :tenant;
SELECT sku, stock_level FROM variants v JOIN products p ON p.id = v.product_id WHERE p.tenant_id = :tenant;

-- An order: totals by a trigger, the lock of Active Record, polymorphic references, a join table with a key of its own.
INSERT INTO customers (tenant_id, email, first_name, last_name, created_at, updated_at) VALUES (:tenant, 'cy@example.test', 'Cy', 'Customer', '2026-01-03', '2026-01-03') RETURNING first_name, orders_count;
INSERT INTO customers (tenant_id, email, created_at, updated_at) VALUES (:tenant, 'CY@example.test', '2026-01-03', '2026-01-03');
INSERT INTO addresses (tenant_id, addressable_type, addressable_id, line1, created_at, updated_at) SELECT :tenant, 'Customer', id, '1 High Street', '2026-01-03', '2026-01-03' FROM customers WHERE tenant_id = :tenant;
INSERT INTO orders (tenant_id, customer_id, user_id, number, tax_cents, created_at, updated_at) SELECT :tenant, id, :user, 'R1001', 400, '2026-01-03', '2026-01-03' FROM customers WHERE tenant_id = :tenant RETURNING number, status, total_cents, lock_version;
INSERT INTO line_items (order_id, variant_id, quantity, unit_price_cents, created_at, updated_at)
  SELECT o.id, v.id, 2, v.price_cents, '2026-01-03', '2026-01-03' FROM orders o, variants v JOIN products p ON p.id = v.product_id WHERE o.number = 'R1001' AND o.tenant_id = :tenant AND p.tenant_id = :tenant RETURNING quantity;
UPDATE orders SET status = 'paid', placed_at = '2026-01-03 12:00', updated_at = '2026-01-03 12:00', lock_version = 1 WHERE number = 'R1001' AND tenant_id = :tenant AND lock_version = 0
  RETURNING status, line_items_count, subtotal_cents, total_cents, lock_version;
INSERT INTO coupons (tenant_id, code, percent_off, created_at, updated_at) VALUES (:tenant, 'SPRING', 10, '2026-01-03', '2026-01-03');
INSERT INTO coupons_orders (coupon_id, order_id) SELECT c.id, o.id FROM coupons c, orders o WHERE c.code = 'SPRING' AND o.number = 'R1001' AND c.tenant_id = :tenant AND o.tenant_id = :tenant;
INSERT INTO payments (tenant_id, order_id, provider, provider_reference, amount_cents, state, created_at, updated_at) SELECT :tenant, id, 'stripe', 'pi_acme', 2400, 'captured', '2026-01-03', '2026-01-03' FROM orders WHERE number = 'R1001' AND tenant_id = :tenant RETURNING state;
INSERT INTO refunds (payment_id, amount_cents, created_at, updated_at) SELECT id, 100, '2026-01-04', '2026-01-04' FROM payments WHERE provider_reference = 'pi_acme' RETURNING amount_cents;
INSERT INTO invoices (tenant_id, order_id, number, issued_on, total_cents, created_at, updated_at) SELECT :tenant, id, next_invoice_number(:tenant), '2026-01-04', 2400, '2026-01-04', '2026-01-04' FROM orders WHERE number = 'R1001' AND tenant_id = :tenant RETURNING number;
SELECT next_invoice_number(:tenant);
INSERT INTO comments (tenant_id, commentable_type, commentable_id, user_id, body, created_at, updated_at) SELECT :tenant, 'Order', id, :user, 'Gift wrap', '2026-01-04', '2026-01-04' FROM orders WHERE number = 'R1001' AND tenant_id = :tenant;
INSERT INTO versions (item_type, item_id, event, whodunnit, created_at) SELECT 'Order', id, 'update', :'user', '2026-01-04' FROM orders WHERE number = 'R1001' AND tenant_id = :tenant RETURNING event;
SELECT c.body, o.number FROM comments c JOIN orders o ON o.id = c.commentable_id AND c.commentable_type = 'Order' WHERE c.tenant_id = :tenant;
SELECT number, status, email, total_cents, paid_cents FROM order_summaries WHERE tenant_id = :tenant;

-- A basket of an anonymous visitor, and what the framework keeps for itself.
INSERT INTO carts (id, tenant_id, token, created_at, updated_at) VALUES ('aaaaaaaa-0000-4000-8000-000000000001', :tenant, 'acme-cart', '2026-01-05', '2026-01-05');
INSERT INTO cart_items (cart_id, variant_id) SELECT 'aaaaaaaa-0000-4000-8000-000000000001', v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.tenant_id = :tenant RETURNING quantity;
DELETE FROM carts WHERE token = 'acme-cart' RETURNING token;
SELECT count(*) FROM cart_items WHERE cart_id = 'aaaaaaaa-0000-4000-8000-000000000001';
INSERT INTO active_storage_blobs (key, filename, service_name, byte_size, created_at) VALUES ('acme-key', 'hammer.png', 'local', 1, '2026-01-05');
INSERT INTO active_storage_attachments (name, record_type, record_id, blob_id, created_at) SELECT 'image', 'Product', p.id, b.id, '2026-01-05' FROM products p, active_storage_blobs b WHERE p.tenant_id = :tenant AND p.slug = 'hammer' AND b.key = 'acme-key' RETURNING name;
RESET app.tenant_id;
INSERT INTO solid_queue_jobs (queue_name, class_name, created_at, updated_at) VALUES ('default', 'AcmeJob', '2026-01-05', '2026-01-05');
INSERT INTO solid_queue_ready_executions (job_id, queue_name, created_at) SELECT id, queue_name, '2026-01-05' FROM solid_queue_jobs WHERE class_name = 'AcmeJob' RETURNING priority;
DELETE FROM solid_queue_jobs WHERE class_name = 'AcmeJob' RETURNING queue_name;
INSERT INTO sessions (session_id, data, created_at, updated_at) VALUES ('acme-session', 'x', '2026-01-05', '2026-01-05') RETURNING session_id;
INSERT INTO solid_cache_entries (key, value, created_at, key_hash, byte_size) VALUES ('acme', 'x', '2026-01-05', 1, 1) RETURNING byte_size;
SET app.tenant_id = :'tenant';

-- Deleting.
DELETE FROM products WHERE slug = 'hammer' AND tenant_id = :tenant;
DELETE FROM refunds WHERE payment_id = (SELECT id FROM payments WHERE provider_reference = 'pi_acme') RETURNING amount_cents;
DELETE FROM line_items WHERE order_id = (SELECT id FROM orders WHERE number = 'R1001' AND tenant_id = :tenant) RETURNING quantity;
SELECT line_items_count, total_cents, lock_version FROM orders WHERE tenant_id = :tenant;
RESET ROLE;
