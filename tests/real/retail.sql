-- The findings on the wholesaler's invoices, computed a second time, in nothing but SQL.
--
-- Nothing here is shared with the checker: it reads the raw file and knows the agreements only
-- from what is written below (and, for prices, from the table `usual_price` that it makes itself,
-- which the tests hand to the checker as price lists). The last table, `finding`, is what the
-- tests hold against the checker's correction list, row by row and in both directions.

-- 1. The lines as they are in the file --------------------------------------------------------
-- Prices are floats there: 2.55 is kept as 2.54999... So they are rounded to six decimals first.
-- The export has no amounts: an amount is quantity x price, in whole cents.
CREATE TABLE line AS
SELECT
    file_row_number + 1                                                 AS row,
    CustomerID                                                          AS debtor,
    InvoiceNo                                                           AS invoice,
    InvoiceDate::DATE                                                   AS day,
    InvoiceNo LIKE 'C%'                                                 AS credit,
    row_number() OVER (PARTITION BY InvoiceNo ORDER BY file_row_number) AS number,
    StockCode                                                           AS item,
    Quantity::DECIMAL(18, 6)                                            AS quantity,
    UnitPrice::DECIMAL(18, 6)                                           AS price,
    round(Quantity * UnitPrice::DECIMAL(18, 6), 2)::DECIMAL(18, 2)      AS amount,
    CASE upper(StockCode)
        WHEN 'POST' THEN 'freight'  WHEN 'DOT' THEN 'freight'  WHEN 'C2' THEN 'freight'
        WHEN 'BANK CHARGES' THEN 'bank_charges'
        WHEN 'AMAZONFEE' THEN 'commission'  WHEN 'CRUK' THEN 'commission'
        WHEN 'M' THEN 'manual'
        WHEN 'D' THEN 'settlement'
    END                                                                 AS charge_class
FROM read_parquet(getvariable('export'), file_row_number = true);

-- Lines without a customer cannot be held against an agreement. They are counted, not judged.
CREATE VIEW rejected AS SELECT * FROM line WHERE debtor IS NULL;
CREATE VIEW placed   AS SELECT * FROM line WHERE debtor IS NOT NULL;
CREATE VIEW goods    AS SELECT * FROM placed WHERE charge_class IS NULL;

CREATE TABLE invoice AS
SELECT invoice, debtor, day, credit, min(row) AS first_row FROM placed GROUP BY ALL;

-- What an invoice charges for one thing, such as freight, in all its lines together.
CREATE TABLE charge AS
SELECT invoice, debtor, credit, charge_class, sum(amount) AS amount,
    string_agg(number, ', ' ORDER BY number) AS lines
FROM placed WHERE charge_class IS NOT NULL GROUP BY ALL;

-- 2. The agreements ---------------------------------------------------------------------------
CREATE TABLE ireland (debtor VARCHAR);
INSERT INTO ireland VALUES ('14911'), ('14156'), ('14016');

-- Twelve who never paid postage, and four who were charged it once or twice nevertheless.
CREATE TABLE united_kingdom (debtor VARCHAR);
INSERT INTO united_kingdom VALUES
    ('17841'), ('15311'), ('13089'), ('15039'), ('13263'), ('14298'),
    ('18118'), ('14796'), ('15005'), ('14527'), ('13694'), ('17511'),
    ('12748'), ('14606'), ('17315'), ('16029');

CREATE VIEW agreement AS FROM ireland UNION ALL FROM united_kingdom;

-- Who has a price list: the Irish and the twelve.
CREATE VIEW lister AS
FROM agreement WHERE debtor NOT IN ('12748', '14606', '17315', '16029');

-- The usual price: what a customer paid most often for an item that it bought at least twice.
-- Where two prices are equally frequent, the one that came first.
CREATE TABLE usual_price AS
WITH paid AS (
    SELECT debtor, item, price, count(*) AS times, min(row) AS first_row
    FROM goods WHERE NOT credit AND debtor IN (FROM lister) GROUP BY ALL
)
SELECT debtor, item, arg_max(price, (times, -first_row)) AS price
FROM paid GROUP BY debtor, item HAVING sum(times) >= 2;

-- 3. Prices -----------------------------------------------------------------------------------
-- A credit note does not say which invoice it credits, so its prices cannot be compared.
CREATE TABLE priced AS
SELECT l.*, u.price AS usual,
    CASE WHEN l.credit THEN 'missing:original'
         WHEN u.price IS NULL THEN 'missing:list_price'
    END AS reason,
    reason IS NULL AND l.price <> u.price AS wrong
FROM goods l LEFT JOIN usual_price u USING (debtor, item)
WHERE l.debtor IN (FROM lister);

-- The goods as agreed: where the price is wrong, quantity x usual price. From here on that is
-- what counts, so that a price that is too high does not make freight free.
CREATE TABLE goods_agreed AS
SELECT l.invoice, l.debtor, l.credit, l.row,
    CASE WHEN p.wrong THEN round(l.quantity * p.usual, 2)::DECIMAL(18, 2) ELSE l.amount END AS amount
FROM goods l LEFT JOIN priced p USING (row);

-- 4. Freight and bank charges -----------------------------------------------------------------
-- Ireland: 50.00 below 600.00 of goods, nothing from there on; on every invoice of goods, also
-- where nothing was charged; not on credit notes. An invoice without goods asks for no carriage.
CREATE TABLE irish_freight AS
WITH freight AS (FROM charge WHERE charge_class = 'freight'),
basis AS (SELECT invoice, sum(amount) AS amount FROM goods_agreed GROUP BY invoice)
SELECT i.invoice, i.debtor, f.lines,
    coalesce(f.amount, 0)                                     AS stated,
    CASE WHEN coalesce(b.amount, 0) >= 600 THEN 0 ELSE 50 END AS agreed
FROM invoice i LEFT JOIN freight f USING (invoice) LEFT JOIN basis b USING (invoice)
WHERE NOT i.credit AND i.debtor IN (FROM ireland)
    AND (f.invoice IS NOT NULL OR b.invoice IS NOT NULL);

-- United Kingdom: no freight. Everybody: no bank charges. Paying back is allowed.
CREATE TABLE forbidden AS
FROM charge WHERE amount > 0
    AND (charge_class = 'bank_charges'
         OR charge_class = 'freight' AND debtor IN (FROM united_kingdom));

-- What each invoice comes to as agreed: goods as agreed, charges without what is wrong in them.
CREATE TABLE as_agreed AS
SELECT invoice, sum(amount) AS amount FROM (
    SELECT invoice, amount FROM goods_agreed
    UNION ALL SELECT invoice, amount FROM charge
    UNION ALL SELECT invoice, agreed - stated FROM irish_freight
    UNION ALL SELECT invoice, -amount FROM forbidden
) GROUP BY invoice;

-- 5. The same invoice twice -------------------------------------------------------------------
-- Twice is: the same customer, the same goods (item, quantity, amount, in any order), another
-- number, at most 30 days apart. A credit note with these goods takes the invoice back; after
-- that the goods may be invoiced again. Numbers are never used twice in this file.
CREATE TABLE content AS
SELECT i.*, (SELECT list({item: item, quantity: abs(quantity), amount: abs(amount)}
                         ORDER BY item, abs(quantity), abs(amount))
             FROM goods g WHERE g.invoice = i.invoice) AS goods
FROM invoice i;

CREATE TABLE twice AS
SELECT b.invoice, b.debtor
FROM content a JOIN content b
    ON a.debtor = b.debtor AND a.credit = b.credit AND a.goods = b.goods
    AND (a.day, a.first_row) < (b.day, b.first_row)
    AND b.day - a.day <= 30
WHERE NOT EXISTS (
    FROM content c WHERE c.credit AND NOT a.credit AND c.debtor = a.debtor AND c.goods = a.goods)
GROUP BY ALL;

-- 6. Everything that is not as agreed, or cannot be known -------------------------------------
CREATE TABLE finding AS
WITH found AS (
    SELECT 'price_net_list' AS clause, debtor, invoice, number AS line_id, item AS seller_item_id,
        price AS stated, usual AS agreed, amount - round(quantity * usual, 2) AS difference
    FROM priced WHERE wrong

    UNION ALL BY NAME
    SELECT 'price_net_list' AS clause, debtor, invoice, number AS line_id, item AS seller_item_id,
        price AS stated, reason
    FROM priced WHERE reason IS NOT NULL

    UNION ALL BY NAME
    SELECT 'charge_forbidden' AS clause, debtor, invoice, lines AS line_id, charge_class,
        amount AS stated, 0 AS agreed, amount AS difference
    FROM forbidden

    UNION ALL BY NAME
    SELECT 'charge_free_from' AS clause, debtor, invoice, lines AS line_id, 'freight' AS charge_class,
        stated, agreed, stated - agreed AS difference
    FROM irish_freight WHERE stated <> agreed

    UNION ALL BY NAME
    SELECT 'document_duplicate' AS clause, debtor, invoice,
        invoice AS stated, '' AS agreed,
        (SELECT sum(amount) FROM line l WHERE l.invoice = twice.invoice) AS difference
    FROM twice

    -- The export has no due date, no order number and no amounts: those who agreed something
    -- about them get to hear that it is not known, once per invoice.
    UNION ALL BY NAME
    SELECT 'payment_due_date' AS clause, debtor, invoice, day + 30 AS agreed,
        'missing:payment_due_date' AS reason
    FROM invoice WHERE debtor = '13694' AND NOT credit

    UNION ALL BY NAME
    SELECT 'reference_purchase_order' AS clause, debtor, invoice, '.+' AS agreed,
        'missing:purchase_order_reference' AS reason
    FROM invoice WHERE debtor = '17511'

    UNION ALL BY NAME
    SELECT DISTINCT 'line_arithmetic' AS clause, debtor, invoice,
        'missing:line_net_amount' AS reason
    FROM goods WHERE debtor = '16029'

    -- Most customers have no agreement in `rules/`: all that is known is that nothing is known.
    UNION ALL BY NAME
    SELECT 'agreement' AS clause, debtor, invoice, 'no_agreement' AS reason
    FROM invoice WHERE debtor NOT IN (FROM agreement)
)
SELECT * REPLACE (coalesce(difference, 0) AS difference) RENAME (invoice AS invoice_number),
    CASE WHEN reason IS NULL THEN 'violated' ELSE 'unknown' END AS outcome
FROM found
-- A copy is withdrawn as a whole: nothing else is asked of it.
WHERE clause IN ('document_duplicate', 'agreement') OR invoice NOT IN (SELECT invoice FROM twice);

-- 7. Accounting: every line of the file is in exactly one part ---------------------------------
-- A line is checked if nothing about it or about its whole invoice had to stay unknown.
CREATE VIEW accounting AS
WITH unknown AS (FROM finding WHERE outcome = 'unknown'),
part AS (
    SELECT amount, CASE
        WHEN debtor IS NULL THEN 'rejected'
        WHEN invoice IN (SELECT invoice_number FROM unknown WHERE line_id IS NULL) THEN 'not_checkable'
        WHEN row IN (SELECT row FROM priced WHERE reason IS NOT NULL
                     AND invoice NOT IN (SELECT invoice FROM twice)) THEN 'not_checkable'
        ELSE 'checked' END AS part
    FROM line
)
SELECT part, count(*) AS rows, sum(amount) AS amount FROM part GROUP BY part
UNION ALL SELECT 'read', count(*), sum(amount) FROM line;
