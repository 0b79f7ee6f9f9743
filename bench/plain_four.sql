-- The hand-written statement `hx bench adjudicate` is held against: one portion, four plain tables, four indexes.
-- It knows nothing but the sums: no unions, no waiting time, no findings, no refunds, no ledger, no row security.
WITH fresh AS (
    SELECT s.*, p.id AS person_id, greatest(s.own, 0) AS share,
        row_number() OVER (PARTITION BY p.id, s.settlement ORDER BY s.row_no) AS nth
    FROM plain.staging s JOIN public.people_person p ON p.id_index = s.idx
    WHERE NOT EXISTS (SELECT FROM plain.decision d WHERE d.person_id = p.id AND d.settlement = s.settlement)
), tiered AS (
    SELECT f.*, (2 * (least(share, 500000) * 3000
        + greatest(least(share, 1000000) - 500000, 0) * 3500
        + greatest(least(share, 2000000) - 1000000, 0) * 4000
        + greatest(least(share, 3000000) - 2000000, 0) * 4500
        + greatest(share - 3000000, 0) * 5000) + 10000) / 20000 AS tiers
    FROM fresh f WHERE nth = 1
), raised AS (
    SELECT t.*, CASE WHEN tiers <= 0 THEN 0 ELSE greatest(tiers, 5000) END AS raw FROM tiered t
), capped AS (
    SELECT r.*, coalesce(y.paid, 0) + sum(raw) OVER (PARTITION BY person_id ORDER BY discharged, row_no) AS reached
    FROM raised r LEFT JOIN plain.year_sum y USING (person_id)
), decided AS (
    SELECT nextval('plain.decision_id') AS id, c.*,
        least(5000000, reached) - least(5000000, reached - raw) AS amount
    FROM capped c
), decisions AS (
    INSERT INTO plain.decision (id, person_id, settlement, hospital, admitted, discharged, total, own, share, tiers, raw,
        amount, decided_at)
    SELECT id, person_id, settlement, hospital, admitted, discharged, total, own, share, tiers, raw, amount, now()
    FROM decided
), payments AS (
    INSERT INTO plain.payment (decision_id, person_id, amount, ordered_at)
    SELECT id, person_id, amount, now() FROM decided WHERE amount > 0
), trail AS (
    INSERT INTO plain.audit (decision_id, event, at, facts)
    SELECT id, 'decided', now(), jsonb_build_object('amount', amount) FROM decided
)
INSERT INTO plain.year_sum AS y (person_id, paid, stays)
SELECT person_id, sum(amount), count(*) FROM decided GROUP BY person_id
ON CONFLICT (person_id) DO UPDATE SET paid = y.paid + excluded.paid, stays = y.stays + excluded.stays
