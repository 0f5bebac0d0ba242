-- API keys of this service: who may call it, and as what. The key itself is nowhere in it.
CREATE TABLE api_keys (
    id text PRIMARY KEY,
    digest bytea NOT NULL CONSTRAINT api_keys_digest_is_sha256 CHECK (octet_length(digest) = 32),
    name text NOT NULL CONSTRAINT api_keys_name_is_given CHECK (name <> ''),
    roles text[] NOT NULL CONSTRAINT api_keys_roles_are_given CHECK (cardinality(roles) > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);

COMMENT ON TABLE api_keys IS 'Callers of this service, found by the public id within their key';
COMMENT ON COLUMN api_keys.digest IS 'HMAC-SHA256 of the whole key under the pepper of the service';
COMMENT ON COLUMN api_keys.name IS 'The principal: keys of one name are one caller, as while rotating';
COMMENT ON COLUMN api_keys.last_used_at IS 'To the hour; for finding keys that nobody needs';
