CREATE TABLE "account" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "owner" text NOT NULL CHECK (LENGTH("owner") <= 80),
  "balance" integer NOT NULL
);
CREATE TABLE "transfer" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "amount" integer NOT NULL,
  "source_id" integer NOT NULL,
  "target_id" integer NOT NULL,
  FOREIGN KEY ("source_id") REFERENCES "account" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("target_id") REFERENCES "account" ("id") ON DELETE RESTRICT
);
CREATE INDEX "transfer_source_id_idx" ON "transfer" ("source_id");
CREATE INDEX "transfer_target_id_idx" ON "transfer" ("target_id");
