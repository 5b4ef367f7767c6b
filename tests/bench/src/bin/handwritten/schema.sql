CREATE TABLE IF NOT EXISTS author (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (LENGTH(name) <= 100)
);
CREATE TABLE IF NOT EXISTS post (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL CHECK (LENGTH(title) <= 200),
    body TEXT,
    status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
    published_at TEXT,
    author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE RESTRICT
);
CREATE INDEX IF NOT EXISTS post_author_id_idx ON post (author_id);
