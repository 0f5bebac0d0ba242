-- Who is to be looked at.

-- name: review_ctes
-- These customers come to the front; one who is being looked at just now is looked at again.
reviewed AS (
  INSERT INTO reviews AS r (key, review_at)
  SELECT changed.key, '-infinity'
  FROM unnest(:out_review::text[]) AS changed (key)
  ON CONFLICT (key) DO UPDATE SET
    changes = r.changes + 1,
    review_at = excluded.review_at
)
