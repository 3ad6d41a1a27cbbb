-- The nine kinds by hand, for this input only: detection, no correction and no cost.
-- Items, charge classes and units are known beforehand, so that money is whole numbers:
-- cents, prices in 1/10000, percentages in 1/1000.

CREATE MACRO half_up(dividend, divisor) AS (2 * dividend + divisor) // (2 * divisor);
CREATE MACRO amount_of(quantity, price, base, percent) AS
    half_up(quantity * price * (100000 - percent), base * 10000000);
CREATE MACRO normal(number) AS ltrim(regexp_replace(upper(number), '\s', '', 'g'), '0');

CREATE TEMP TABLE export AS
SELECT file_row_number AS row, debtor, invoice_number, issue_date, payment_due_date,
    purchase_order_reference, line_id, sales_order_reference, order_date, seller_item_id AS item,
    (invoiced_quantity)::BIGINT AS quantity,
    (item_net_price * 10000)::BIGINT AS price,
    (price_base_quantity)::BIGINT AS base,
    coalesce(line_allowance_percentage * 1000, 0)::BIGINT AS percent,
    (line_net_amount * 100)::BIGINT AS amount
FROM read_parquet('invoices.parquet', file_row_number = true);

CREATE TEMP VIEW charges AS
SELECT *, CASE item WHEN 'ORDK' THEN 'order_costs' WHEN 'EMB' THEN 'packaging' ELSE 'freight' END
    AS charge_class
FROM export WHERE item IN ('ORDK', 'EMB', 'VRACHT');

CREATE TEMP TABLE goods AS
WITH listed AS (
    SELECT g.row, half_up((p.item_net_price * 10000)::BIGINT * g.base, p.price_base_quantity::BIGINT)
            AS agreed_price,
        (c.tolerance_amount * 10000)::BIGINT AS tolerance_amount,
        c.tolerance_percent::BIGINT AS tolerance_percent
    FROM export g
    JOIN 'clauses/prices.parquet' p ON p.debtor = g.debtor AND p.seller_item_id = g.item
        AND g.order_date BETWEEN p.valid_from AND p.valid_to
    JOIN 'clauses/price_net_list.parquet' c ON c.debtor = g.debtor
        AND g.order_date BETWEEN c.valid_from AND c.valid_to
), judged AS (
    SELECT g.*, l.agreed_price, (d.percent * 1000)::BIGINT AS agreed_percent,
        abs(g.amount - amount_of(quantity, price, base, g.percent)) > greatest(2,
            (CASE WHEN price % 100 = 0 THEN 50000 WHEN price % 10 = 0 THEN 5000 ELSE 500 END
                * quantity // base + 50000) // 100000) AS line_arithmetic,
        coalesce(CASE WHEN tolerance_percent IS NULL
            THEN abs(price - agreed_price) > tolerance_amount
            ELSE abs(price - agreed_price) * 100 > tolerance_percent * agreed_price END, false)
            AS price_net_list,
        agreed_price IS NULL AND abs(g.percent - (d.percent * 1000)::BIGINT) > 5 AS discount_line
    FROM export g
    JOIN 'clauses/discount_line.parquet' d ON d.debtor = g.debtor
        AND g.order_date BETWEEN d.valid_from AND d.valid_to
    LEFT JOIN listed l ON l.row = g.row
    WHERE item NOT IN ('ORDK', 'EMB', 'VRACHT')
)
SELECT *, CASE WHEN price_net_list THEN amount_of(quantity, agreed_price, base, 0)
    WHEN discount_line THEN amount_of(quantity, price, base, agreed_percent)
    WHEN line_arithmetic THEN amount_of(quantity, price, base, percent)
    ELSE amount END AS value
FROM judged;

CREATE TEMP TABLE orders AS
WITH valued AS (
    SELECT debtor, invoice_number, sales_order_reference, any_value(order_date) AS order_date,
        sum(value)::BIGINT AS value
    FROM goods GROUP BY ALL
), charged AS (
    SELECT debtor, invoice_number, sales_order_reference,
        coalesce(sum(amount) FILTER (charge_class = 'packaging'), 0)::BIGINT AS packaging,
        coalesce(sum(amount) FILTER (charge_class = 'freight'), 0)::BIGINT AS freight
    FROM charges GROUP BY ALL
), several AS (
    SELECT debtor, sales_order_reference, count(DISTINCT invoice_number) AS parts
    FROM goods GROUP BY ALL
)
SELECT v.*, s.parts, coalesce(c.packaging, 0) AS packaging, coalesce(c.freight, 0) AS freight
FROM valued v
JOIN several s USING (debtor, sales_order_reference)
LEFT JOIN charged c USING (debtor, invoice_number, sales_order_reference);

CREATE TEMP TABLE documents AS
SELECT debtor, invoice_number, issue_date, any_value(payment_due_date) AS payment_due_date,
    any_value(purchase_order_reference) AS purchase_order_reference
FROM export GROUP BY ALL;

-- Nearly all content is unique, so only what occurs twice is joined with itself.
CREATE TEMP TABLE alike AS
WITH content AS (
    SELECT debtor, invoice_number, issue_date, normal(invoice_number) AS number,
        sum(hash(item, quantity, amount, sales_order_reference)) AS content
    FROM goods GROUP BY ALL
)
SELECT *, count(*) OVER (PARTITION BY debtor, number) AS same_number,
    min(issue_date) OVER (PARTITION BY debtor, number) AS first_issue,
    count(*) OVER (PARTITION BY debtor, content) AS same_content
FROM content QUALIFY same_number > 1 OR same_content > 1;

CREATE TEMP TABLE found AS
SELECT 'line_arithmetic' AS kind, invoice_number, line_id AS place FROM goods WHERE line_arithmetic
UNION ALL
SELECT 'price_net_list', invoice_number, line_id FROM goods WHERE price_net_list
UNION ALL
SELECT 'discount_line', invoice_number, line_id FROM goods WHERE discount_line
UNION ALL
SELECT 'charge_forbidden', invoice_number, charge_class
FROM charges g
JOIN 'clauses/charge_forbidden.parquet' c ON c.debtor = g.debtor
    AND order_date BETWEEN valid_from AND valid_to
WHERE charge_class = 'order_costs' AND g.amount > 0
UNION ALL
SELECT 'charge_fixed', invoice_number, 'packaging'
FROM orders g
JOIN 'clauses/charge_fixed.parquet' c ON c.debtor = g.debtor
    AND order_date BETWEEN valid_from AND valid_to
WHERE packaging <> (c.amount * 100)::BIGINT
UNION ALL
-- Of an order on several invoices, one part below the limit proves nothing.
SELECT 'charge_free_from', invoice_number, 'freight'
FROM orders g
JOIN 'clauses/charge_free_from.parquet' c ON c.debtor = g.debtor
    AND order_date BETWEEN valid_from AND valid_to
WHERE CASE WHEN value > c.from * 100 OR (operator = '>=' AND value = c.from * 100)
    THEN freight > 0 ELSE parts = 1 AND freight <> c.below * 100 END
UNION ALL
SELECT 'payment_due_date', invoice_number, ''
FROM documents g
JOIN 'clauses/payment_due_date.parquet' c ON c.debtor = g.debtor
    AND issue_date BETWEEN valid_from AND valid_to
WHERE abs(payment_due_date - CASE end_of_month
    WHEN 'before_days' THEN last_day(issue_date) + days::INTEGER
    WHEN 'after_days' THEN last_day(issue_date + days::INTEGER)
    ELSE issue_date + days::INTEGER END) > tolerance_days
UNION ALL
SELECT 'reference_purchase_order', invoice_number, ''
FROM documents g
JOIN 'clauses/reference_purchase_order.parquet' c ON c.debtor = g.debtor
    AND issue_date BETWEEN valid_from AND valid_to
WHERE NOT regexp_matches(coalesce(purchase_order_reference, ''), pattern)
UNION ALL
SELECT 'document_duplicate', invoice_number, ''
FROM alike g
JOIN 'clauses/document_duplicate.parquet' c ON c.debtor = g.debtor
    AND issue_date BETWEEN valid_from AND valid_to
WHERE issue_date > first_issue OR EXISTS (
    SELECT 1 FROM alike b
    WHERE b.debtor = g.debtor AND b.content = g.content AND b.number <> g.number
        AND g.issue_date - b.issue_date BETWEEN 1 AND within_days);
