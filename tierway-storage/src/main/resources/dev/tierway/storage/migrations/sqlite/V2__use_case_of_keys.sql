-- The use case that a key's requests are for; empty for whichever they name.
ALTER TABLE api_key ADD COLUMN use_case TEXT NOT NULL DEFAULT '';
