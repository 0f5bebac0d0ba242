-- Nothing calls it any more: `append_group` has taken its place.
DROP FUNCTION append_batch(
  text[], bytea[], text[], text[], bigint[], bytea[],
  integer[], uuid[], text[], integer[], bytea[], bytea[],
  timestamptz[], text[], text[], bytea[],
  integer[], text[], text[], timestamptz[], text[],
  integer[], text[], text[]
);
