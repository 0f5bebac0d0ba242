-- What a calibration reads.

-- name: purchases
-- The newest $1 purchases, as they were told.
SELECT key, occurred_at, data
FROM tier.scored_facts
WHERE type = 'tuoke.leads.purchase-recorded'
ORDER BY occurred_at DESC, event_id
LIMIT $1
