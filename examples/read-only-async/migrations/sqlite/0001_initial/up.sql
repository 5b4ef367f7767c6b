CREATE TABLE "article" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "title" text NOT NULL CHECK (LENGTH("title") <= 120),
  "published" integer NOT NULL DEFAULT 0 CHECK ("published" IN (0, 1))
);
