-- Endpoints of an app can be blocked, too.
ALTER TABLE app_options ADD COLUMN access TEXT NOT NULL DEFAULT 'secret' CHECK (access IN ('secret', 'block'));
