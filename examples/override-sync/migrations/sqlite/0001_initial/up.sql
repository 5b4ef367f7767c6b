CREATE TABLE "article" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "title" text NOT NULL CHECK (LENGTH("title") <= 120),
  "slug" text NOT NULL
);
CREATE UNIQUE INDEX "article_slug_unique" ON "article" ("slug");
