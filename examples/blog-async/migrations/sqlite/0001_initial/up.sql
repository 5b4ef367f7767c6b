CREATE TABLE "author" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" text NOT NULL CHECK (LENGTH("name") <= 100),
  "email" text NOT NULL
);
CREATE UNIQUE INDEX "author_email_unique" ON "author" ("email");
CREATE TABLE "post" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "title" text NOT NULL CHECK (LENGTH("title") <= 200),
  "body" text,
  "status" text NOT NULL DEFAULT 'draft' CHECK ("status" IN ('draft', 'published', 'archived')),
  "published_at" text,
  "author_id" integer NOT NULL,
  FOREIGN KEY ("author_id") REFERENCES "author" ("id") ON DELETE RESTRICT
);
CREATE INDEX "post_author_id_idx" ON "post" ("author_id");
CREATE INDEX "post_published_at_idx" ON "post" ("published_at" DESC);
CREATE TABLE "comment" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "author_name" text NOT NULL CHECK (LENGTH("author_name") <= 80),
  "body" text NOT NULL,
  "created_at" text NOT NULL,
  "updated_at" text NOT NULL,
  "post_id" integer NOT NULL,
  FOREIGN KEY ("post_id") REFERENCES "post" ("id") ON DELETE CASCADE
);
CREATE INDEX "comment_post_id_idx" ON "comment" ("post_id");
CREATE TABLE "tag" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "label" text NOT NULL CHECK (LENGTH("label") <= 40)
);
CREATE UNIQUE INDEX "tag_label_unique" ON "tag" ("label");
CREATE TABLE "post_tags" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "post_id" integer NOT NULL,
  "tag_id" integer NOT NULL,
  FOREIGN KEY ("post_id") REFERENCES "post" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("tag_id") REFERENCES "tag" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "post_tags_post_id_tag_id_key" ON "post_tags" ("post_id", "tag_id");
CREATE INDEX "post_tags_tag_id_idx" ON "post_tags" ("tag_id");
