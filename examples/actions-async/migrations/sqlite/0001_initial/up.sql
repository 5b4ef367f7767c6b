CREATE TABLE "file" (
  "id" text NOT NULL PRIMARY KEY,
  "name" text NOT NULL CHECK (LENGTH("name") <= 200),
  "size" integer NOT NULL,
  "uploaded_at" text NOT NULL
);
